import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JointWrite } from './joint-write.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-joint-'));
});
afterEach(() => rm(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

describe('files that are written together', () => {
  it('take their places when they are committed, and not before', async () => {
    await writeFile(at('list'), 'old');
    const writing = new JointWrite();
    const writtenMs = await writing.add(at('blob'), 'content');
    await writing.add(at('list'), 'blob');
    expect(Math.abs(writtenMs - Date.now())).toBeLessThan(60_000);
    expect(await readFile(at('list'), 'utf8')).toBe('old');
    expect(await readdir(folder)).not.toContain('blob');
    await writing.commit();
    expect(await readFile(at('list'), 'utf8')).toBe('blob');
    expect((await readdir(folder)).toSorted()).toEqual(['blob', 'list']);
  });

  it('leave nothing when they are given up, and nothing of one that could not be written', async () => {
    const writing = new JointWrite();
    await writing.add(at('blob'), 'content');
    await expect(writing.add(at('missing/list'), 'blob')).rejects.toMatchObject({ code: 'ENOENT' });
    await writing.abandon();
    expect(await readdir(folder)).toEqual([]);
  });
});
