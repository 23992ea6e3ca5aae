import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isUnreadable } from './decode-image.js';
import { decodeImages } from './decode-images.js';

let folder: string;
let paths: string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-images-'));
  paths = Array.from({ length: 20 }, (_, index) => join(folder, `${index}.png`));
  for (const [index, path] of paths.entries()) {
    // Every third is large, so that they would come out of order by themselves.
    const side = index % 3 === 0 ? 600 : 4;
    await sharp({
      create: { width: side, height: side, channels: 3, background: { r: index, g: 0, b: 0 } },
    }).toFile(path);
  }
});
afterAll(() => rm(folder, { recursive: true }));

describe('decodeImages', () => {
  it('gives images in the order of their paths', async () => {
    const reds: number[] = [];
    for await (const decoded of decodeImages(paths, 8, { inFlight: 8 }))
      reds.push((decoded as Uint8Array)[0]!);
    expect(reds).toEqual(paths.map((_, index) => index));
  });

  it('reads no further ahead than it is told', async () => {
    let asked = 0;
    const counted = (function* () {
      for (const path of paths) {
        asked++;
        yield path;
      }
    })();
    const images = decodeImages(counted, 8, { inFlight: 3 });
    for (let taken = 1; taken <= 10; taken++) {
      await images.next();
      expect(asked).toBe(taken + 2);
    }
    await images.return();
  });

  it('goes on after an image that cannot be read', async () => {
    const broken = join(folder, 'broken.png');
    await writeFile(broken, 'no image');
    const found: boolean[] = [];
    for await (const decoded of decodeImages([paths[0]!, broken, paths[1]!], 8, { inFlight: 2 }))
      found.push(isUnreadable(decoded));
    expect(found).toEqual([false, true, false]);
  });

  it('stops when it is aborted', async () => {
    const abort = new AbortController();
    const taken: unknown[] = [];
    const take = async () => {
      for await (const decoded of decodeImages(paths, 8, { inFlight: 8, signal: abort.signal })) {
        taken.push(decoded);
        if (taken.length === 2) abort.abort(new Error('enough'));
      }
    };
    await expect(take()).rejects.toThrow('enough');
    expect(taken).toHaveLength(2);
  });
});
