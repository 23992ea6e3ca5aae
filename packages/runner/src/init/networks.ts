import { blocksOf, describeLayers, graphCost, weightsRecord, type Backbone } from '@thaw/core';

/** A network at a size of images, and what may be expected of it before anything is tried. */
export interface NetworkAtSize {
  readonly name: string;
  readonly backbone: Backbone;
  readonly imageSize: number;
  /** Share of ImageNet's images that it would name rightly at this size, about; only for comparison. */
  readonly expected: number;
}

/** Below this side networks that were trained on photographs see hardly anything. */
const leastSize = 96;
/** Sizes are tried about so far apart, in steps that the network can take. */
const stepOf = ({ imageSizeStep = 1 }: Backbone) => imageSizeStep * Math.ceil(32 / imageSizeStep);
/** Enlarging further shows a network nothing new, and costs. */
const mostEnlarged = 2;

/**
 * What MobileNetV2 loses of its accuracy on ImageNet as images get smaller, by their share of 224 pixels: its authors'
 * own table (github.com/tensorflow/models, research/slim/nets/mobilenet, 2018). Other networks lose much the same.
 */
const losses: readonly (readonly [share: number, loss: number])[] = [
  [96 / 224, 0.115],
  [128 / 224, 0.065],
  [160 / 224, 0.03],
  [192 / 224, 0.011],
  [1, 0],
];

/** Lost against a network's own size of images, at a share of it. */
export function lossAt(share: number): number {
  if (share >= 1) return 0;
  const above = Math.max(
    1,
    losses.findIndex(([at]) => at >= share),
  );
  const [[low, lossLow], [high, lossHigh]] = [losses[above - 1]!, losses[above]!];
  // Below the table the line goes on.
  return lossLow + ((share - low) / (high - low)) * (lossHigh - lossLow);
}

/** The sizes at which a network is worth trying on images whose shorter sides have this median, in pixels. */
export function sizesFor(backbone: Backbone, shorterSide: number): readonly number[] {
  const own = weightsRecord(backbone, 'imagenet').imageSize;
  const step = stepOf(backbone);
  const least = step * Math.ceil(Math.max(leastSize, backbone.minimumImageSize) / step);
  const most = Math.max(least, step * Math.ceil((mostEnlarged * shorterSide) / step));
  const smaller = Array.from({ length: Math.ceil(own / step) }, (_, index) => step * (index + 1));
  const sizes = smaller.filter((size) => size >= least && size <= 0.95 * own);
  return [...sizes, own].filter((size) => size <= most || size === Math.min(own, least));
}

/** A network at a size; of one whose accuracy nobody has published least is expected. */
export function networkAt(name: string, backbone: Backbone, imageSize: number): NetworkAtSize {
  const { top1 = 0, imageSize: own } = weightsRecord(backbone, 'imagenet');
  return { name, backbone, imageSize, expected: top1 - lossAt(imageSize / own) };
}

/** A block is worth training if it is a fair part of what the network has learned. */
const fairPart = 0.2;

/** The last blocks that hold a fifth of a network's weights, and how many there are of all. */
export function lastBlocks(backbone: Backbone): { readonly last: number; readonly blocks: number } {
  const graph = backbone.build(backbone.minimumImageSize);
  const { parameters } = graphCost(graph);
  const blocks = blocksOf(graph);
  const ofBlock = new Map<string, number>();
  for (const { layer, weights } of describeLayers(graph).values()) {
    const size = weights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    if (layer.block !== undefined) ofBlock.set(layer.block, (ofBlock.get(layer.block) ?? 0) + size);
  }
  let [last, held] = [0, 0];
  while (last < blocks.length && held < fairPart * parameters) held += ofBlock.get(blocks.at(-++last)!) ?? 0;
  return { last: Math.max(1, last), blocks: blocks.length };
}
