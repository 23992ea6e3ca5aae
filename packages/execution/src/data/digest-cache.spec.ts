import { createHash } from 'node:crypto';
import { readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DatasetFixture } from './dataset.fixture.js';
import { DigestCache, fileStates, type DigestCacheOptions } from './digest-cache.js';
import { fileStateOf, type FileState } from '../files/file-state.js';
import { sealedText } from '../files/state-file.js';

let dataset: DatasetFixture;
let cacheFolder: string;
beforeEach(async () => {
  dataset = await DatasetFixture.create();
  cacheFolder = join(dataset.folder, 'cache');
  // Files are a minute old when they are first looked at: nobody can set the time of an inode's change.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
});
afterEach(async () => {
  vi.useRealTimers();
  await dataset.remove();
});

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');

/** The digests, and how many files were read for them. */
const digest = (...paths: string[]) => digestWith({}, paths);

async function digestWith(options: DigestCacheOptions, paths: string[]) {
  const states = (await fileStates(dataset.root, paths)) as FileState[];
  let read = 0;
  const digests = await new DigestCache(cacheFolder, options).digest(
    dataset.root,
    paths,
    states,
    () => read++,
  );
  return { digests, read };
}

describe('DigestCache', () => {
  it('hashes files of any size and name, and reads none of them a second time', async () => {
    const contents = {
      'a b/ü.png': 'x',
      'tab\tline\n.png': 'y',
      'large.png': 'z'.repeat(700_000),
      'empty.png': '',
    };
    for (const [path, content] of Object.entries(contents)) await dataset.file(path, content);
    const digests = Object.values(contents).map(sha256);
    expect(await digest(...Object.keys(contents))).toEqual({ digests, read: 4 });
    expect(await digest(...Object.keys(contents))).toEqual({ digests, read: 0 });
  });

  it('reads again what has another size or time of change', async () => {
    const file = await dataset.file('a.png', 'one');
    await dataset.file('b.png', 'same');
    await digest('a.png', 'b.png');
    await writeFile(file, 'three');
    expect(await digest('a.png', 'b.png')).toEqual({ digests: [sha256('three'), sha256('same')], read: 1 });
    await writeFile(file, 'seven');
    const { mtimeMs } = await stat(file);
    await utimes(file, mtimeMs / 1000 + 10, mtimeMs / 1000 + 10);
    expect(await digest('a.png', 'b.png')).toEqual({ digests: [sha256('seven'), sha256('same')], read: 1 });
  });

  it('sees files of equal size whose times were restored, as `tar` does', async () => {
    const file = await dataset.file('a.png', 'one');
    const { atime, mtime } = await stat(file);
    await digest('a.png');
    await writeFile(file, 'two');
    await utimes(file, atime, mtime);
    expect(await digest('a.png')).toEqual({ digests: [sha256('two')], read: 1 });
  });

  it('sees files of equal size and time that were swapped', async () => {
    const [a, b] = [await dataset.file('a.png', 'one'), await dataset.file('b.png', 'two')];
    for (const file of [a, b]) await utimes(file, 1000, 1000);
    await digest('a.png', 'b.png');
    await rename(a, `${a}.kept`);
    await rename(b, a);
    await rename(`${a}.kept`, b);
    expect(await digest('a.png', 'b.png')).toEqual({ digests: [sha256('two'), sha256('one')], read: 2 });
  });

  it('reads again what was hashed so soon after its change that another change would not show', async () => {
    await dataset.file('a.png', 'one');
    const now = Date.now();
    vi.setSystemTime((await stat(await dataset.file('b.png', 'two'))).ctimeMs + 1000);
    expect(await digest('a.png', 'b.png')).toMatchObject({ read: 2 });
    vi.setSystemTime(now);
    expect(await digest('a.png', 'b.png')).toMatchObject({ read: 2 });
    expect(await digest('a.png', 'b.png')).toMatchObject({ read: 0 });
  });

  it('reads everything when it is told to, and remembers that', async () => {
    await dataset.file('a.png', 'one');
    await digest('a.png');
    expect(await digestWith({ rehash: true }, ['a.png'])).toEqual({ digests: [sha256('one')], read: 1 });
    expect(await digest('a.png')).toMatchObject({ read: 0 });
  });

  it('does not believe a memo that knows sizes and times alone', async () => {
    const file = await dataset.file('a.png', 'one');
    await digest('a.png');
    const [name] = await readdir(cacheFolder);
    const { size, mtimeNs } = await stat(file, { bigint: true });
    await writeFile(join(cacheFolder, name!), sealedText(`${sha256('old')}\t${size}:${mtimeNs}\ta.png\0`));
    expect(await digest('a.png')).toEqual({ digests: [sha256('one')], read: 1 });
    expect(await digest('a.png')).toMatchObject({ read: 0 });
  });

  it('knows no state of what is not a file', async () => {
    await dataset.file('folder.png/a.png', '');
    expect(await fileStates(dataset.root, ['folder.png', 'nothing.png'])).toEqual([undefined, undefined]);
  });

  it('serves sweeps that run at the same time, and leaves no partial files', async () => {
    const paths = Array.from({ length: 20 }, (_, index) => `${index}.png`);
    for (const path of paths) await dataset.file(path, path);
    const results = await Promise.all([1, 2, 3, 4].map(() => digest(...paths)));
    for (const { digests } of results) expect(digests).toEqual(paths.map(sha256));
    expect(await digest(...paths)).toMatchObject({ read: 0 });
    expect(await readdir(cacheFolder)).toHaveLength(1);
  });

  it('starts anew where its file is damaged, wherever a bit of it is wrong', async () => {
    await dataset.file('a.png', 'one');
    await digest('a.png');
    const [name] = await readdir(cacheFolder);
    const file = join(cacheFolder, name!);
    const good = await readFile(file);
    for (let bit = 0; bit < good.length * 8; bit += 7) {
      const bytes = Buffer.from(good);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      await writeFile(file, bytes);
      expect(await digest('a.png')).toEqual({ digests: [sha256('one')], read: 1 });
    }
  });

  it('starts anew where its file is zeros, and makes none that is larger', async () => {
    await dataset.file('a.png', 'one');
    await digest('a.png');
    const [name] = await readdir(cacheFolder);
    await writeFile(join(cacheFolder, name!), Buffer.alloc(2 ** 20));
    expect(await digest('a.png')).toEqual({ digests: [sha256('one')], read: 1 });
    expect((await stat(join(cacheFolder, name!))).size).toBeLessThan(300);
  });

  it('gives no digest that is none, whatever its checksum', async () => {
    const file = await dataset.file('a.png', 'one');
    await digest('a.png');
    const [name] = await readdir(cacheFolder);
    const { identity } = fileStateOf(await stat(file, { bigint: true }));
    await writeFile(join(cacheFolder, name!), sealedText(`${'\0'.repeat(64)}\t${identity}\ta.png\0`));
    expect(await digest('a.png')).toEqual({ digests: [sha256('one')], read: 1 });
  });
});
