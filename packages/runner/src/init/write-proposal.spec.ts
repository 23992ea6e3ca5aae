import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireFree, writeFiles } from './write-proposal.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'thaw-write-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const files = () => ({
  spec: { file: join(folder, 'a.yaml'), text: 'name: a\n' },
  manifest: { file: join(folder, 'a.images.csv'), text: 'path,label\n' },
});
const rules = { replaces: false, source: '/nowhere' };
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

describe('a first spec', () => {
  it('is written after a call that was killed between manifest and spec', async () => {
    write('a.images.csv', 'path,label\n');
    await requireFree(files(), rules);
    await writeFiles(files(), false);
    expect([read('a.images.csv'), read('a.yaml')]).toEqual(['path,label\n', 'name: a\n']);
  });

  it("is not written over another's manifest, also of the same length", async () => {
    write('a.images.csv', 'path,class\n');
    await expect(requireFree(files(), rules)).rejects.toThrow('a.images.csv is there already');
    await expect(writeFiles(files(), false)).rejects.toThrow('a.images.csv is there already');
    expect([read('a.images.csv'), readdirSync(folder)]).toEqual(['path,class\n', ['a.images.csv']]);
  });

  it('replaces nothing where another is written after the last look', async () => {
    await requireFree(files(), rules);
    write('a.yaml', 'name: other\n');
    await expect(writeFiles(files(), false)).rejects.toThrow('a.yaml is there already');
    expect(read('a.yaml')).toBe('name: other\n');
  });

  it('is written once by two calls at once', async () => {
    const calls = await Promise.allSettled([1, 2].map(() => writeFiles(files(), false)));
    expect(calls.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(readdirSync(folder).sort()).toEqual(['a.images.csv', 'a.yaml']);
  });

  it('replaces what is there where that is wanted', async () => {
    for (const name of ['a.yaml', 'a.images.csv']) write(name, 'old');
    await writeFiles(files(), true);
    expect(read('a.yaml')).toBe('name: a\n');
  });
});
