/** What is together, by numbers; a forest in which the smaller tree goes below the larger. */
export class DisjointSets {
  readonly #parents: Int32Array;
  readonly #sizes: Int32Array;

  /** Each is in the set of those with the same unit. */
  constructor(units: readonly number[]) {
    this.#parents = Int32Array.from(units.keys());
    this.#sizes = new Int32Array(units.length).fill(1);
    const firstOf = new Map<number, number>();
    for (const [place, unit] of units.entries()) {
      const first = firstOf.get(unit);
      if (first === undefined) firstOf.set(unit, place);
      else this.join(first, place);
    }
  }

  /** One member, the same for all that are together. */
  of(place: number): number {
    const parents = this.#parents;
    while (parents[place] !== place) place = parents[place] = parents[parents[place]!]!;
    return place;
  }

  /** How many are then together. */
  join(a: number, b: number): number {
    const [one, other] = [this.of(a), this.of(b)];
    if (one === other) return this.#sizes[one]!;
    const [large, small] = this.#sizes[one]! < this.#sizes[other]! ? [other, one] : [one, other];
    this.#parents[small] = large;
    return (this.#sizes[large]! += this.#sizes[small]!);
  }
}
