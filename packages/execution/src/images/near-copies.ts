import { setImmediate } from 'node:timers/promises';
import { DisjointSets } from './disjoint-sets.js';
import { HashIndex } from './hash-index.js';
import { colourDistance, hashDistance, type Sketch } from './perceptual-hash.js';

/**
 * Bits of 64 in which the hashes of near copies may differ, and their mean difference in colour, of 255. Tried on emoji
 * that were compressed, resized, blurred and toned (docs/init.md has the figures).
 */
const mostBits = 8;
const mostColour = 10;

/** Pictures and pairs that are looked at, for tens of milliseconds, before the process may do other things. */
const breath = 10_000;

export interface NearOptions {
  /** Of each picture the number of what it belongs to already: pictures of one number are together, and not compared. */
  readonly units: readonly number[];
  /** Ends as soon as pictures of several units that hang together are more than this. */
  readonly most: number;
  readonly signal?: AbortSignal;
}

export interface NearCopies {
  /**
   * Pairs of pictures that look alike, `[earlier, later]` by their places in the list: as many as tie together all that hang
   * together by pairs that look alike, not all of these; of a set of more than `most` as many as show that it is one.
   */
  readonly links: readonly (readonly [number, number])[];
  /** How many pairs were looked at. */
  readonly compared: number;
}

/**
 * What looks alike at a glance. Equal sketches are one; of the others only those are compared of which hashes may be near, and
 * which nothing ties together yet. So thousands that are all alike take no more time than thousands of which none are.
 * @throws the signal's reason once it is aborted.
 */
export async function nearCopies(
  sketches: readonly Sketch[],
  { units, most, signal }: NearOptions,
): Promise<NearCopies> {
  const sets = new DisjointSets(units);
  const links: [number, number][] = [];
  let largest = 0;
  let compared = 0;
  const link = (earlier: number, later: number) => {
    if (sets.of(earlier) === sets.of(later)) return;
    links.push([earlier, later]);
    largest = Math.max(largest, sets.join(earlier, later));
  };

  const equals = equalSketches(sketches);
  for (const [first, ...others] of equals) for (const other of others) link(first!, other);
  const firsts = equals.map(([first]) => first!);
  const index = new HashIndex(
    firsts.map((first) => sketches[first]!.hash),
    { of: (place) => sets.of(firsts[place]!) },
  );
  let breathAt = 0;
  for (let place = 0; place < firsts.length && largest <= most; place++) {
    if (place + compared >= breathAt) {
      await setImmediate();
      signal?.throwIfAborted();
      breathAt = place + compared + breath;
    }
    const later = firsts[place]!;
    index.visit(place, (before) => {
      const earlier = firsts[before]!;
      compared++;
      if (isNear(sketches[earlier]!, sketches[later]!)) link(earlier, later);
    });
  }
  return { links: links.sort(([a, b], [c, d]) => a - c || b - d), compared };
}

const isNear = (a: Sketch, b: Sketch): boolean =>
  hashDistance(a, b) <= mostBits && colourDistance(a, b, mostColour) <= mostColour;

/** Places of pictures whose sketches are the same in all, in order. */
function equalSketches(sketches: readonly Sketch[]): readonly (readonly number[])[] {
  const places = new Map<string, number[]>();
  for (const [place, { hash, colours }] of sketches.entries()) {
    const key = `${hash.join()} ${Buffer.from(colours).toString('latin1')}`;
    const equal = places.get(key);
    if (equal) equal.push(place);
    else places.set(key, [place]);
  }
  return [...places.values()];
}
