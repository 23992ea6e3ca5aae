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

/** Nothing holds them together, and all may be alike. */
const apart = (sketches: readonly Sketch[]) => ({ units: [...sketches.keys()], most: Infinity });
const pairsOf = async (sketches: readonly Sketch[]) => (await nearCopies(sketches, apart(sketches))).links;

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
    expect(await pairsOf(sketches)).toEqual([[1, 2]]);
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
    expect(await pairsOf([await sketch(original()), await sketch(copy)])).toEqual([]);
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
    expect(await pairsOf(images)).toEqual(pairs.sort(([a = 0], [b = 0]) => a - b));
  });
});

describe('twenty thousand pictures', () => {
  const many = 20_000;
  const random = seededRandom('many');
  const word = () => Math.floor(2 ** 32 * random());
  const grey = new Uint8Array(16 * 16 * 3);
  const plain = (hash: Sketch['hash']): Sketch => ({ hash, colours: grey });
  const unlike = Array.from({ length: many }, () => plain([word(), word()]));
  /** No two the same: in no more than two of the bits they differ, and in one colour. */
  const alike = Array.from({ length: many }, (_, at): Sketch => {
    const colours = grey.slice();
    colours[at % colours.length] = 1 + Math.floor(at / colours.length);
    return { hash: [(1 << (at % 32)) >>> 0, 0], colours };
  });

  it('that are all the same are never compared, and hang together', async () => {
    const same = Array.from({ length: many }, () => plain([7, 7]));
    const { links, compared } = await nearCopies(same, apart(same));
    expect([links.length, compared]).toEqual([many - 1, 0]);
  });

  it('of which none are alike are compared with few others', async () => {
    const found = await nearCopies([...unlike, unlike[17]!], apart([...unlike, unlike[17]!]));
    expect(found.links).toContainEqual([17, many]);
    expect(found.compared).toBeLessThan(100 * many);
  });

  it('that are all alike are compared once each', async () => {
    const { links, compared } = await nearCopies(alike, apart(alike));
    expect([links.length, compared]).toEqual([many - 1, many - 1]);
  });

  it('are left where more hang together than may be copies', async () => {
    const { links } = await nearCopies(alike, { ...apart(alike), most: 2000 });
    expect(links).toHaveLength(2000);
  });

  it('are not compared where something holds them together, however many these are', async () => {
    const units = alike.map((_, at) => at % 2);
    expect(await nearCopies(alike, { units, most: many })).toEqual({ links: [[0, 1]], compared: 1 });
    const one = alike.map(() => 0);
    expect(await nearCopies(alike, { units: one, most: 20 })).toEqual({ links: [], compared: 0 });
  });

  it('can be interrupted on the way', async () => {
    const stop = new AbortController();
    setImmediate(() => stop.abort(new Error('Ctrl-C')));
    await expect(nearCopies(unlike, { ...apart(unlike), signal: stop.signal })).rejects.toThrow('Ctrl-C');
  });
});
