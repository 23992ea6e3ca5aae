import { hearDamage } from '@thaw/locks';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSealed, readState, sealedText, stateText } from './state-file.js';

const shape = {
  type: 'object',
  required: ['speed'],
  properties: { speed: { type: 'number', exclusiveMinimum: 0 } },
};

let folder: string;
let file: string;
let told: string[];
let deafen: () => void;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-state-'));
  file = join(folder, 'state.json');
  told = [];
  deafen = hearDamage((line) => told.push(line));
});
afterEach(async () => {
  deafen();
  await rm(folder, { recursive: true });
});

const read = () => readState(file, shape);

describe('a small file of state', () => {
  it('is read as it was written, also by an earlier Thaw', async () => {
    expect(await read()).toBeUndefined();
    await writeFile(file, stateText({ speed: 2 }));
    expect(await read()).toEqual({ speed: 2 });
    await writeFile(file, JSON.stringify({ speed: 3 }));
    expect(await read()).toEqual({ speed: 3 });
    expect(told).toEqual([]);
  });

  it.each([
    ['no JSON', '{"speed"', 'it must be object'],
    ['zeros', '\0'.repeat(4096), 'it must be object'],
    ['another shape', '{"speed":-2}', 'it/speed must be > 0'],
    [
      'more depth than there is stack',
      `{"speed":2,"sum":"x","a":${'['.repeat(1e5)}${']'.repeat(1e5)}}`,
      'its checksum is wrong',
    ],
    ['another number', stateText({ speed: 2 }).replace('2', '3'), 'its checksum is wrong'],
    [
      'a megabyte',
      stateText({ speed: 2 }).padEnd(2 ** 20 + 1),
      'it has 1048577 bytes, more than the 1048576 that it may have',
    ],
  ])('is set aside with %s, and that is said once', async (_what, text, fault) => {
    await writeFile(file, text);
    expect([await read(), await read()]).toEqual([undefined, undefined]);
    expect(told).toEqual([`${file} is damaged (${fault}); it was moved to ${file}.damaged and is made anew`]);
    expect(await readFile(`${file}.damaged`, 'utf8')).toBe(text);
  });

  it('is set aside where it is a folder', async () => {
    await mkdir(file);
    expect(await read()).toBeUndefined();
    expect(await readdir(folder)).toEqual(['state.json.damaged']);
  });

  it('is, where it is a text, what its checksum says, and nothing with any bit of it wrong', async () => {
    const text = sealedText('a\tb\0');
    await writeFile(file, text);
    expect(await readSealed(file)).toBe('a\tb\0');
    for (let bit = 0; bit < text.length * 8; bit += 5) {
      const bytes = Buffer.from(text);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      await writeFile(file, bytes);
      expect(await readSealed(file), `bit ${bit}`).toBeUndefined();
    }
  });
});
