import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DigestMemo } from './digest-memo.js';

let folder: string;
let memo: DigestMemo;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-memo-'));
  // Of two entries.
  memo = new DigestMemo(join(folder, 'root'), 150);
});
afterEach(() => rm(folder, { recursive: true }));

const entriesOf = (paths: readonly string[]) =>
  new Map(paths.map((path) => [path, `${'a'.repeat(64)}\t1:2:3:4:${path.length}`]));

describe('what is remembered of the images of a root', () => {
  it('has as many parts as it takes, none of which is larger than what is read, and leaves no others', async () => {
    const paths = Array.from({ length: 7 }, (_, index) => `ü/${index}.png`);
    await memo.write(entriesOf(paths), paths);
    expect(await readdir(folder)).toEqual([
      'root-1.digests',
      'root-2.digests',
      'root-3.digests',
      'root.digests',
    ]);
    expect(await memo.read()).toEqual(entriesOf(paths));
    await memo.write(entriesOf(paths.slice(0, 3)), paths.slice(0, 3));
    expect(await readdir(folder)).toEqual(['root-1.digests', 'root.digests']);
    expect(await memo.read()).toEqual(entriesOf(paths.slice(0, 3)));
  });

  it('is first that of the images that are asked for; others stay while there is room', async () => {
    const entries = entriesOf(['a.png', 'b.png', 'c.png', 'd.png']);
    await memo.write(entries, ['d.png']);
    expect([...(await memo.read()).keys()]).toEqual(['d.png', 'a.png']);
  });

  it('has nothing where nothing is', async () => {
    expect(await memo.read()).toEqual(new Map());
    await memo.write(new Map(), []);
    expect(await memo.read()).toEqual(new Map());
  });
});
