import { paretoPlaces } from '@thaw/core';

/** The points that none beats at both: cheaper or as cheap, and better or as good. Cheapest first; of equal ones the first. */
export function paretoFront<Point extends { readonly cost: number; readonly value: number }>(
  points: readonly Point[],
  goal: 'maximize' | 'minimize',
): readonly Point[] {
  const sign = goal === 'maximize' ? -1 : 1;
  const places = paretoPlaces(points.map(({ cost, value }) => [cost, sign * value]));
  const front = points.filter((_, index) => places[index]!.front === 1).toSorted((a, b) => a.cost - b.cost);
  return front.filter(({ cost }, index) => cost !== front[index - 1]?.cost);
}
