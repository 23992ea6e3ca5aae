import { ThawError } from '@thaw/core';
import { thisProcess } from '@thaw/locks';
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFolder, type AddFile } from './write-folder.js';

let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thaw-write-'));
  out = join(folder, 'model');
});
afterEach(() => rmSync(folder, { recursive: true }));

const { signal } = new AbortController();
const isOurs = (path: string) => !path.startsWith('photos/');
const write = (text: string, options: { force?: boolean; more?: (add: AddFile) => Promise<unknown> } = {}) =>
  writeFolder(out, { force: options.force ?? false, isOurs, signal }, async (add) => {
    await add('README.md', text);
    await add('parts/of it.bin', Uint8Array.of(1, 2, 3));
    await options.more?.(add);
  });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof ThawError ? error.problems[0]!.code : (error as Error).message),
  );

describe('a folder that is written as a whole', () => {
  it('has what was added, and sums by which anyone can check it', async () => {
    const files = await write('text');
    expect(files.map(({ path, bytes }) => [path, bytes]).slice(0, 2)).toEqual([
      ['README.md', 4],
      ['parts/of it.bin', 3],
    ]);
    expect(execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: out, encoding: 'utf8' })).toBe(
      'README.md: OK\nparts/of it.bin: OK\n',
    );
  });

  it('is not there at all where something fails', async () => {
    const failed = codeOf(write('text', { more: () => Promise.reject(new Error('no')) }));
    expect(await failed).toBe('no');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('stays as it was unless it is forced, and while what would replace it fails', async () => {
    await write('old');
    expect(await codeOf(write('new'))).toBe('THAW-EXPORT-EXISTS');
    expect(await codeOf(write('new', { force: true, more: () => Promise.reject(new Error('no')) }))).toBe(
      'no',
    );
    expect(readFileSync(join(out, 'README.md'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['model']);
  });

  it('gives way as a whole with force: nothing of the one before is left', async () => {
    await write('old', { more: (add) => add('old/only.txt', '') });
    expect(await codeOf(write('new', { force: true }))).toBe('done');
    expect(readdirSync(out).toSorted()).toEqual(['README.md', 'SHA256SUMS', 'parts']);
    expect(readFileSync(join(out, 'README.md'), 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['model']);
  });

  it.each<[string, () => unknown]>([
    ['a file beside it', () => writeFileSync(join(out, 'mine.txt'), '')],
    ['a file deep in it', () => writeFileSync(join(out, 'parts', 'mine.txt'), '')],
    ['a link in it', () => symlinkSync('/', join(out, 'root'))],
    ['no sums', () => rmSync(join(out, 'SHA256SUMS'))],
    ['words of somebody in it', () => writeFileSync(join(out, 'parts', 'of it.bin'), 'mine')],
  ])('stays, force or not, with %s', async (_, change) => {
    await write('old');
    change();
    expect(await codeOf(write('new', { force: true }))).toBe('THAW-EXPORT-FOREIGN');
    expect(readFileSync(join(out, 'README.md'), 'utf8')).toBe('old');
  });

  it('stays, force or not, where somebody has kept sums of data', async () => {
    await write('old', { more: (add) => add('photos/1.jpg', '') });
    expect(await codeOf(write('new', { force: true }))).toBe('THAW-EXPORT-FOREIGN');
    expect(readFileSync(join(out, 'README.md'), 'utf8')).toBe('old');
  });

  it('is neither a file nor a link, even to such a folder', async () => {
    await write('old');
    symlinkSync('model', join(folder, 'link'));
    writeFileSync(join(folder, 'file'), '');
    for (const name of ['link', 'file'])
      expect(
        await codeOf(writeFolder(join(folder, name), { force: true, isOurs, signal }, async () => {})),
      ).toBe('THAW-EXPORT-FOREIGN');
  });

  it('may be made of one that is empty', async () => {
    mkdirSync(out);
    expect(await codeOf(write('new', { force: true }))).toBe('done');
  });
});

describe('what was left beside a folder by an export that was killed', () => {
  const left = (hex: string) => join(folder, `model.4711-${hex}.partial`);
  /** `.writing` names the process that is at it. */
  const begin = (place: string, writer: object) => {
    mkdirSync(place);
    writeFileSync(join(place, 'README.md'), 'half');
    writeFileSync(join(place, '.writing'), JSON.stringify({ ...writer, purpose: '', token: 'a' }));
  };
  const dead = { ...thisProcess(), startTicks: '1' };

  it('goes with the next, half or whole', async () => {
    begin(left('00000000'), dead);
    await write('replaced');
    renameSync(out, left('11111111'));
    expect(await codeOf(write('new'))).toBe('done');
    expect(readdirSync(folder)).toEqual(['model']);
  });

  it('stays while its process lives, or where it holds something of somebody, or where the next fails', async () => {
    begin(left('00000000'), thisProcess());
    await write('replaced');
    writeFileSync(join(out, 'mine.txt'), '');
    renameSync(out, left('11111111'));
    await write('replaced too');
    renameSync(out, left('22222222'));
    expect(await codeOf(write('new', { more: () => Promise.reject(new Error('no')) }))).toBe('no');
    expect(readdirSync(folder)).toHaveLength(3);
    await write('new');
    expect(readdirSync(folder).map((name) => name.slice(0, 14))).toEqual([
      ...['model', 'model.4711-000', 'model.4711-111'],
    ]);
  });
});
