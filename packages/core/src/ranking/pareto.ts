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
  for (const [index, front] of frontsOf(points).entries()) {
    const members = front.toSorted((a, b) => a - b);
    const crowding = crowdingOf(members.map((member) => points[member]!));
    for (const [position, member] of members.entries())
      places[member] = { front: index + 1, crowding: crowding[position]! };
  }
  return places;
}

/**
 * Each point is put on the first front that does not beat it, found by halves, as what a front beats all before it beat too (X. Zhang et al., An
 * Efficient Approach to Nondominated Sorting, IEEE Trans. Evol. Comput. 19, 2015). None is beaten by what comes after it in order of the
 * costs, and of two costs by nothing of a front but its last at most.
 */
function frontsOf(points: readonly Costs[]): readonly (readonly number[])[] {
  const fronts: number[][] = [];
  for (const index of [...points.keys()].toSorted((a, b) => inOrderOfCosts(points[a]!, points[b]!))) {
    const point = points[index]!;
    const isBeatenBy = (front: readonly number[]) =>
      point.length === 2
        ? dominates(points[front.at(-1)!]!, point)
        : front.some((member) => dominates(points[member]!, point));
    let [low, high] = [0, fronts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBeatenBy(fronts[middle]!)) low = middle + 1;
      else high = middle;
    }
    (fronts[low] ??= []).push(index);
  }
  return fronts;
}

/** By the first cost in which they differ. */
function inOrderOfCosts(one: Costs, other: Costs): number {
  const differing = one.findIndex((cost, index) => cost !== other[index]);
  return differing < 0 ? 0 : one[differing]! - other[differing]!;
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
