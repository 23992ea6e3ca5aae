import { createHash } from 'node:crypto';
import { readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatasetFixture } from './dataset.fixture.js';
import { DigestCache, fileStates, type FileState } from './digest-cache.js';

let dataset: DatasetFixture;
let cacheFolder: string;
beforeEach(async () => {
  dataset = await DatasetFixture.create();
  cacheFolder = join(dataset.folder, 'cache');
});
afterEach(() => dataset.remove());

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');

/** The digests, and how many files were read for them. */
async function digest(...paths: string[]): Promise<{ digests: string[]; read: number }> {
  const states = (await fileStates(dataset.root, paths)) as FileState[];
  let read = 0;
  const digests = await new DigestCache(cacheFolder).digest(dataset.root, paths, states, () => read++);
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

  it('starts anew where its file is damaged', async () => {
    await dataset.file('a.png', 'one');
    await digest('a.png');
    const [name] = await readdir(cacheFolder);
    await writeFile(join(cacheFolder, name!), Buffer.from([0, 255, 9, 9, 0, 65, 0]));
    expect(await digest('a.png')).toEqual({ digests: [sha256('one')], read: 1 });
  });
});
