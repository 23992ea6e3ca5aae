import type { ListedBackbone } from './listed-backbone.js';

type Order = (network: ListedBackbone) => number | string | undefined;

/** What networks are sorted by, what one looks for first: small, cheap, accurate and quick ones. */
const orders = {
  name: ({ name }) => name,
  parameters: ({ parameters }) => parameters,
  flops: ({ flops }) => flops,
  pixels: ({ imageSize }) => imageSize,
  top1: ({ top1 }) => top1 && -top1,
  speed: ({ imagesPerSecond }) => imagesPerSecond && -imagesPerSecond,
} as const satisfies Readonly<Record<string, Order>>;

export type BackboneOrder = keyof typeof orders;
export const backboneOrders = Object.keys(orders) as [BackboneOrder, ...BackboneOrder[]];

/** Those of which it is not known come last, as they were. */
export function sortBackbones<Network extends ListedBackbone>(
  networks: readonly Network[],
  by: BackboneOrder,
): readonly Network[] {
  const order: Order = orders[by];
  return networks.toSorted((a, b) => compare(order(a), order(b)));
}

function compare(a: number | string | undefined, b: number | string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a < b ? -1 : a > b ? 1 : 0;
}
