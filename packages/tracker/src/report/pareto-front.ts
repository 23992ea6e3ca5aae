/** The points that none beats at both: cheaper or as cheap, and better or as good. Cheapest first. */
export function paretoFront<Point extends { readonly cost: number; readonly value: number }>(
  points: readonly Point[],
  goal: 'maximize' | 'minimize',
): readonly Point[] {
  const sign = goal === 'maximize' ? 1 : -1;
  const front: Point[] = [];
  for (const point of points.toSorted((a, b) => a.cost - b.cost || sign * (b.value - a.value))) {
    const best = front.at(-1);
    if (!best || sign * point.value > sign * best.value) front.push(point);
  }
  return front;
}
