import { execFileSync } from 'node:child_process';
import { mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KnownManifests } from './known-manifests.js';
import { manifestText, readManifest, type StageManifest } from './stage-manifest.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-known-'));
  file = join(folder, 'stage.json');
});
afterEach(() => rm(folder, { recursive: true }));

const listOf = (name: string): StageManifest => ({
  [name]: { file: `${name}.blob`, bytes: 1, sha256: 'a'.repeat(64), writtenMs: 1 },
});
const replace = async (blobs: StageManifest) => {
  await writeFile(`${file}.new`, manifestText(blobs));
  await rename(`${file}.new`, file);
};

describe('lists of blobs', () => {
  it('are the same object as long as their file is the same, and are read again when another takes its place', async () => {
    const known = new KnownManifests();
    expect(await known.read(file)).toEqual({});
    await replace(listOf('a'));
    const first = await known.read(file);
    expect(first).toEqual(listOf('a'));
    expect(await known.read(file)).toBe(first);
    await replace(listOf('longer'));
    expect(await known.read(file)).toEqual(listOf('longer'));
    await rm(file);
    expect(await known.read(file)).toEqual({});
  });

  it('are never taken from memory by whoever asks for them as they are now', async () => {
    const known = new KnownManifests();
    await replace(listOf('a'));
    const first = await known.read(file);
    const now = await known.readNow(file);
    expect(now).toEqual(first);
    expect(now).not.toBe(first);
  });

  it('are none in a pipe, or in a file of any size', async () => {
    await writeFile(file, '');
    await truncate(file, 2 ** 40);
    for (const read of [readManifest, (path: string) => new KnownManifests().read(path)])
      expect(await read(file)).toBeUndefined();
    await rm(file);
    execFileSync('mkfifo', [file]);
    for (const read of [readManifest, (path: string) => new KnownManifests().read(path)])
      expect(await read(file)).toBeUndefined();
  });

  it('that are damaged are not remembered', async () => {
    const known = new KnownManifests();
    await writeFile(file, '{"sha256": "other", "blobs": {}}');
    expect(await known.read(file)).toBeUndefined();
    expect(await known.read(file)).toBeUndefined();
  });
});
