import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PixelFile, pixelFolder } from './pixel-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-pixel-file-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a file of pixels', () => {
  it('has a name until it is hidden or closed, and its room is used again by what fits', async () => {
    const [file, other] = [await PixelFile.create(folder), await PixelFile.create(folder)];
    expect(await readdir(folder)).toHaveLength(2);
    await file.hide();
    await other.close();
    expect(await readdir(folder)).toEqual([]);
    const [one, two] = [file.take(100), file.take(50)];
    expect([one.position, two.position]).toEqual([0, 100]);
    file.give(two);
    expect(file.take(60).position).toBe(150);
    expect(file.take(40)).toBe(two);
    await file.close();
  });

  it('fills shared memory with what others have written, and takes no less for all', async () => {
    const file = await PixelFile.create(folder);
    const writer = await open(file.path, 'r+');
    await file.hide();
    await writer.write(Uint8Array.of(1, 2, 3, 4), 0, 4, 10);
    await writer.close();
    const pixels = new Uint8Array(new SharedArrayBuffer(6));
    await file.read([pixels.subarray(4, 6), pixels.subarray(0, 2)], 10);
    expect([...pixels]).toEqual([3, 4, 0, 0, 1, 2]);
    await file.read([], 10);
    await expect(file.read([pixels], 12)).rejects.toThrow('2 of 6 bytes');
    await file.close();
  });

  it('lies where there is room', async () => {
    expect(await pixelFolder(Number.MAX_SAFE_INTEGER)).toBe(tmpdir());
  });
});
