import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataSource } from '../data/data-sources.js';
import { writeTiff } from './tiff.fixture.js';
import { thumbnail } from './thumbnail.js';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'thaw-thumbnail-'))));
afterAll(() => rm(folder, { recursive: true }));

async function thumbnailOf(content: string | Uint8Array) {
  await writeFile(join(folder, 'picture.png'), content);
  return thumbnail(openDataSource({ root: folder }), 'picture.png');
}

describe('a thumbnail', () => {
  it('is the picture in small', async () => {
    const picture = sharp({ create: { width: 400, height: 200, channels: 3, background: '#804020' } });
    const webp = await thumbnailOf(await picture.png().toBuffer());
    expect(await sharp(webp).metadata()).toMatchObject({ format: 'webp', width: 192, height: 96 });
  });

  it('is not made of a picture with more pixels than a spec allows by itself', async () => {
    const picture = sharp({ create: { width: 400, height: 200, channels: 3, background: 'grey' } });
    await writeFile(join(folder, 'large.png'), await picture.png().toBuffer());
    const within = (maxPixels: number) => thumbnail(openDataSource({ root: folder }), 'large.png', maxPixels);
    expect(await within(79_999)).toBeUndefined();
    expect(await within(80_000)).toBeDefined();
  });

  it('is not made of what a network is not shown either', async () => {
    const pixel = new Uint8Array(Float32Array.of(0.5).buffer);
    expect(await thumbnailOf(writeTiff({ photometric: 1, bits: [32], format: 3, pixel }))).toBeUndefined();
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
    expect(await thumbnailOf(svg)).toBeUndefined();
    expect(await thumbnail(openDataSource({ root: folder }), 'gone.png')).toBeUndefined();
  });
});
