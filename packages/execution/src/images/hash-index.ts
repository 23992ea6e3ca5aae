import type { DisjointSets } from './disjoint-sets.js';
import type { Sketch } from './perceptual-hash.js';

const parts = 4;
const values = 1 << 16;

/**
 * Where two hashes of 64 bits differ in at most eight, one of their four words of 16 bits differs in at most two: so only words
 * are looked up that are so near (multi-index hashing: Norouzi, Punjani and Fleet 2012, arXiv:1307.2982).
 */
const nearWords = Uint16Array.from([0, ...bitPairs()]);

function* bitPairs(): Iterable<number> {
  for (let one = 0; one < 16; one++) for (let two = 0; two <= one; two++) yield (1 << one) | (1 << two);
}

/** Finds hashes that may be near to one of them, without going through all. */
export class HashIndex {
  readonly #words: readonly Uint16Array[];
  readonly #tables: readonly Table[];
  /** For which hash another was found last, so that it is found once. */
  readonly #foundFor: Int32Array;

  constructor(
    hashes: readonly Sketch['hash'][],
    /** Those that are in one set need not find each other. */
    private readonly sets: Pick<DisjointSets, 'of'>,
  ) {
    this.#words = Array.from({ length: parts }, (_, part) =>
      Uint16Array.from(hashes, (hash) => hash[part >> 1]! >>> (16 * (part & 1))),
    );
    this.#tables = this.#words.map(tableOf);
    this.#foundFor = new Int32Array(hashes.length).fill(-1);
  }

  /**
   * Calls with those before this one that are not of its set, which may be joined meanwhile; all that differ in at most eight
   * bits are among them.
   */
  visit(place: number, found: (before: number) => void): void {
    for (let part = 0; part < parts; part++) {
      const word = this.#words[part]![place]!;
      for (const bits of nearWords) this.#visitWord(this.#tables[part]!, word ^ bits, place, found);
    }
  }

  #visitWord({ starts, places, next }: Table, word: number, place: number, found: (before: number) => void) {
    const end = starts[word + 1]!;
    let at = starts[word]!;
    while (at < end && places[at]! < place) {
      const before = places[at]!;
      if (this.sets.of(before) === this.sets.of(place)) {
        // A run of one set is passed over at once, now and when it is met again.
        while (next[at]! < end && this.sets.of(places[next[at]!]!) === this.sets.of(before))
          next[at] = next[next[at]!]!;
        at = next[at]!;
      } else {
        if (this.#foundFor[before] !== place) {
          this.#foundFor[before] = place;
          found(before);
        }
        at++;
      }
    }
  }
}

interface Table {
  /** Where the hashes with a word start in `places`. */
  readonly starts: Int32Array;
  /** The hashes, those with one word in their order. */
  readonly places: Int32Array;
  /** Where the hashes go on that are not known to be of the set of one. */
  readonly next: Int32Array;
}

/** Made by a counting sort. */
function tableOf(words: Uint16Array): Table {
  const starts = new Int32Array(values + 1);
  for (const word of words) starts[word + 1]!++;
  for (let word = 0; word < values; word++) starts[word + 1]! += starts[word]!;
  const free = starts.slice();
  const places = new Int32Array(words.length);
  for (const [place, word] of words.entries()) places[free[word]!++] = place;
  return { starts, places, next: Int32Array.from(places, (_, at) => at + 1) };
}
