import { graphCost, imagesPerSecond, type MachineSpeed } from '@thaw/core';
import type { NetworkAtSize } from './networks.js';

/** What a network at a size is weighed by, each the less the better. */
type Weighed = readonly [short: number, seconds: number, parameters: number];

/**
 * Of networks at sizes those of which no other promises as much, passes an image as quickly and is as small: whatever a sweep of theirs takes,
 * one of these is chosen. A whole plan is estimated of these alone, which takes a hundred times as long as to weigh them.
 */
export function worthEstimating(
  networks: readonly NetworkAtSize[],
  speed: MachineSpeed,
): readonly NetworkAtSize[] {
  const weighed = networks.map((network) => ({ network, weight: weigh(network, speed) }));
  return weighed
    .filter(({ weight }, place) =>
      weighed.every((other, at) => at === place || !isBetter(other.weight, weight, at < place)),
    )
    .map(({ network }) => network);
}

function weigh({ backbone, imageSize, expected }: NetworkAtSize, speed: MachineSpeed): Weighed {
  const graph = backbone.build(imageSize);
  return [-expected, 1 / imagesPerSecond(graph, speed), graphCost(graph).parameters];
}

/** Whether one is no worse in anything, and better in something, or as good and named before. */
const isBetter = (one: Weighed, other: Weighed, isBefore: boolean): boolean =>
  one.every((value, index) => value <= other[index]!) &&
  (isBefore || one.some((value, index) => value < other[index]!));
