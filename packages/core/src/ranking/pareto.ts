/** Where a point stands among others. */
export interface ParetoPlace {
  /** From 1: what no other beats; then what only those beat, and so on. */
  readonly front: number;
  /** How far its neighbours on the front are, in shares of the front's extent, over all costs; infinite at the ends. */
  readonly crowding: number;
}

type Costs = readonly number[];

/** Whether one is as good in all and better in some. */
export function dominates(one: Costs, other: Costs): boolean {
  let isBetter = false;
  for (let index = 0; index < one.length; index++) {
    if (one[index]! > other[index]!) return false;
    isBetter ||= one[index]! < other[index]!;
  }
  return isBetter;
}

/**
 * Non-dominated sorting and crowding distances, as in NSGA-II (K. Deb, A. Pratap, S. Agarwal and T. Meyarivan, A Fast and Elitist
 * Multiobjective Genetic Algorithm, IEEE Trans. Evol. Comput. 6, 2002). Of points that are equal in a cost, the first that was given
 * counts as the better one.
 *
 * @param points finite costs, the smaller the better, as many of each
 */
export function paretoPlaces(points: readonly Costs[]): readonly ParetoPlace[] {
  const places: ParetoPlace[] = [];
  const beats = points.map((): number[] => []);
  const beatenBy = points.map(() => 0);
  for (let one = 0; one < points.length; one++) {
    for (let other = one + 1; other < points.length; other++) {
      if (dominates(points[one]!, points[other]!)) {
        beats[one]!.push(other);
        beatenBy[other]!++;
      } else if (dominates(points[other]!, points[one]!)) {
        beats[other]!.push(one);
        beatenBy[one]!++;
      }
    }
  }
  let members = [...points.keys()].filter((index) => beatenBy[index] === 0);
  for (let front = 1; members.length > 0; front++) {
    const crowding = crowdingOf(members.map((index) => points[index]!));
    for (const [position, index] of members.entries())
      places[index] = { front, crowding: crowding[position]! };
    const freed = members.flatMap((index) =>
      beats[index]!.filter((other) => {
        beatenBy[other]! -= 1;
        return beatenBy[other] === 0;
      }),
    );
    members = freed.toSorted((a, b) => a - b);
  }
  return places;
}

function crowdingOf(points: readonly Costs[]): readonly number[] {
  const distances = points.map(() => 0);
  for (let cost = 0; cost < points[0]!.length; cost++) {
    const order = [...points.keys()].toSorted((a, b) => points[a]![cost]! - points[b]![cost]!);
    const at = (position: number) => points[order[position]!]![cost]!;
    const extent = at(order.length - 1) - at(0);
    // All are equal: none is nearer than another.
    if (extent === 0) continue;
    distances[order[0]!] = distances[order.at(-1)!] = Infinity;
    for (let position = 1; position < order.length - 1; position++)
      distances[order[position]!]! += (at(position + 1) - at(position - 1)) / extent;
  }
  return distances;
}

/** Best first: by front, and on a front the farthest from its neighbours first; else as given. */
export const byPlace = (a: ParetoPlace, b: ParetoPlace): number =>
  a.front - b.front || (a.crowding === b.crowding ? 0 : b.crowding - a.crowding);
