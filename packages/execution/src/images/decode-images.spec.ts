import type { DataSource } from '@thaw/core';
import { hash } from 'node:crypto';
import { copyFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isUnreadable } from './unreadable.js';
import { decodeImages, type SourcedImage } from './decode-images.js';
import { openDataSource } from '../data/data-sources.js';
import { areOtherBytes } from './verified-bytes.js';

let folder: string;
let source: DataSource;
let images: SourcedImage[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-images-'));
  source = openDataSource({ root: folder });
  images = [];
  for (let index = 0; index < 20; index++) {
    const path = `${index}.png`;
    // Every third is large, so that they would come out of order by themselves.
    const side = index % 3 === 0 ? 600 : 4;
    await sharp({
      create: { width: side, height: side, channels: 3, background: { r: index, g: 0, b: 0 } },
    }).toFile(join(folder, path));
    images.push(await indexed(path));
  }
});
afterAll(() => rm(folder, { recursive: true }));

const indexed = async (path: string): Promise<SourcedImage> => ({
  path,
  source,
  sha256: hash('sha256', await source.read(path), 'hex'),
});

describe('decodeImages', () => {
  it('gives images in their order', async () => {
    const reds: number[] = [];
    for await (const decoded of decodeImages(images, 8, { inFlight: 8 }))
      reds.push((decoded as Uint8Array)[0]!);
    expect(reds).toEqual(images.map((_, index) => index));
  });

  it('reads no further ahead than it is told', async () => {
    let asked = 0;
    const counted = (function* () {
      for (const image of images) {
        asked++;
        yield image;
      }
    })();
    const decoding = decodeImages(counted, 8, { inFlight: 3 });
    for (let taken = 1; taken <= 10; taken++) {
      await decoding.next();
      expect(asked).toBe(taken + 5);
    }
    await decoding.return();
  });

  it('goes on after an image that cannot be read', async () => {
    await writeFile(join(folder, 'broken.png'), 'no image');
    const found: boolean[] = [];
    for await (const decoded of decodeImages([images[0]!, await indexed('broken.png'), images[1]!], 8, {
      inFlight: 2,
    }))
      found.push(isUnreadable(decoded));
    expect(found).toEqual([false, true, false]);
  });

  it('decodes no other bytes than those that were indexed, and tells a file that is gone from a damaged image', async () => {
    const asked: SourcedImage[] = [];
    for (const [place, path] of ['overwritten.png', 'gone.png'].entries()) {
      await copyFile(join(folder, images[place]!.path), join(folder, path));
      asked.push(await indexed(path));
    }
    await copyFile(join(folder, images[5]!.path), join(folder, 'overwritten.png'));
    await rename(join(folder, 'gone.png'), join(folder, 'elsewhere.png'));
    const found: unknown[] = [];
    for await (const decoded of decodeImages(asked, 8, { inFlight: 2 }))
      found.push(areOtherBytes(decoded) ? decoded.other : decoded);
    expect(found).toEqual(['other bytes than were indexed', 'there is no such file any more']);
  });

  it('stops when it is aborted', async () => {
    const abort = new AbortController();
    const taken: unknown[] = [];
    const take = async () => {
      for await (const decoded of decodeImages(images, 8, { inFlight: 8, signal: abort.signal })) {
        taken.push(decoded);
        if (taken.length === 2) abort.abort(new Error('enough'));
      }
    };
    await expect(take()).rejects.toThrow('enough');
    expect(taken).toHaveLength(2);
  });
});
