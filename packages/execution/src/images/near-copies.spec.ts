import { seededRandom } from '@thaw/core';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeImage } from './decode-image.js';
import { nearCopies } from './near-copies.js';
import { hashDistance, sketchOf, sketchSide, type Sketch } from './perceptual-hash.js';

/** Coloured blobs, as a photograph is at a glance. */
function picture(seed: string): Sharp {
  const random = seededRandom(seed);
  const blobs = Buffer.from(Array.from({ length: 7 * 7 * 3 }, () => Math.floor(256 * random())));
  return sharp(blobs, { raw: { width: 7, height: 7, channels: 3 } }).resize(160, 120, { kernel: 'cubic' });
}

const sketch = async (image: Sharp): Promise<Sketch> =>
  sketchOf((await decodeImage(await image.toBuffer(), sketchSide)) as Uint8Array);

describe('pictures that look alike at a glance', () => {
  const original = () => picture('a').png();
  it.each<[string, (image: Sharp) => Sharp]>([
    ['compressed', (image) => image.jpeg({ quality: 40 })],
    ['smaller', (image) => image.resize(80, 60).png()],
    ['larger', (image) => image.resize(400, 300).webp()],
    ['blurred', (image) => image.blur(2).png()],
    ['darker', (image) => image.linear(0.85, 0).png()],
    ['of other proportions', (image) => image.resize(160, 150, { fit: 'fill' }).png()],
  ])('are found when one is %s', async (_, change) => {
    const copy = change(sharp(await original().toBuffer()));
    const sketches = [await sketch(picture('b').png()), await sketch(original()), await sketch(copy)];
    expect(nearCopies(sketches)).toEqual([[1, 2]]);
  });

  it.each<[string, (image: Sharp) => Sharp]>([
    ['mirrored', (image) => image.flop().png()],
    ['cut to a half', (image) => image.extract({ left: 0, top: 0, width: 80, height: 120 }).png()],
    [
      'of other colours',
      (image) =>
        image
          .recomb([
            [0, 1, 0],
            [0, 0, 1],
            [1, 0, 0],
          ])
          .png(),
    ],
  ])('are not found when one is %s', async (_, change) => {
    const copy = change(sharp(await original().toBuffer()));
    expect(nearCopies([await sketch(original()), await sketch(copy)])).toEqual([]);
  });

  it('are all pairs that a look at every pair would find', async () => {
    const images = await Promise.all(
      Array.from({ length: 40 }, (_, index) => sketch(picture(`${index % 30}`).jpeg())),
    );
    const pairs = images.flatMap((one, later) =>
      images
        .slice(0, later)
        .flatMap((other, earlier) => (hashDistance(one, other) <= 8 ? [[earlier, later]] : [])),
    );
    expect(pairs).toHaveLength(10);
    expect(nearCopies(images)).toEqual(pairs.sort(([a = 0], [b = 0]) => a - b));
  });

  it('are told of ten thousand in a second', () => {
    const random = seededRandom('many');
    const word = () => Math.floor(2 ** 32 * random());
    const colours = new Uint8Array(16 * 16 * 3);
    const sketches = Array.from({ length: 10_000 }, (): Sketch => ({ hash: [word(), word()], colours }));
    const startMs = performance.now();
    expect(nearCopies([...sketches, sketches[17]!])).toContainEqual([17, 10_000]);
    expect(performance.now() - startMs).toBeLessThan(5000);
  });
});
