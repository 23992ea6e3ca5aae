import { colourDistance, hashDistance, type Sketch } from './perceptual-hash.js';

/**
 * Bits of 64 in which the hashes of near copies may differ, and their mean difference in colour, of 255. Tried on emoji
 * that were compressed, resized, blurred and toned (docs/init.md has the figures).
 */
const mostBits = 8;
const mostColour = 10;

/** With one part more than bits may differ, two hashes that are near agree in all bits of at least one part. */
const parts = mostBits + 1;

/** Pairs of pictures that look alike at a glance, `[earlier, later]` by their places in the list. */
export function nearCopies(sketches: readonly Sketch[]): [number, number][] {
  const pairs = new Map<number, [number, number]>();
  for (let part = 0; part < parts; part++) {
    const buckets = new Map<number, number[]>();
    for (const [later, sketch] of sketches.entries()) {
      const key = partOf(sketch, part);
      const bucket = buckets.get(key);
      if (!bucket) {
        buckets.set(key, [later]);
        continue;
      }
      for (const earlier of bucket)
        if (isNear(sketches[earlier]!, sketch))
          pairs.set(earlier * sketches.length + later, [earlier, later]);
      bucket.push(later);
    }
  }
  return [...pairs.values()].sort(([a, b], [c, d]) => a - c || b - d);
}

const isNear = (a: Sketch, b: Sketch): boolean =>
  hashDistance(a, b) <= mostBits && colourDistance(a, b) <= mostColour;

/** Some seven neighbouring bits of the hash, as a number. */
function partOf({ hash: [high, low] }: Sketch, part: number): number {
  const [from, to] = [Math.floor((64 * part) / parts), Math.floor((64 * (part + 1)) / parts)];
  let value = 0;
  for (let bit = from; bit < to; bit++) value = 2 * value + (((bit < 32 ? high : low) >>> (bit % 32)) & 1);
  return value;
}
