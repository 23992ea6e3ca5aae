import type { LayerGraph } from '../../graph/layer-graph.js';
import type { Precision } from '../../spec/precision.js';
import { featuresBatchSize } from '../stored-features.js';
import { mostNumbersOnGpu } from './kernel-limits.js';
import { passCost } from './pass-cost.js';
import { activationShare } from './stage-demand.js';

/** A GPU is no faster with more: it was with this that ResNet50 gave it work for 18 ms a batch. */
const gpuBatchSize = 256;
/** Of what nobody uses on a card: others may come, and an estimate is one. */
const shareOfCard = 0.5;
/** Two batches are on the card at a time, each with what a layer reads and what it writes, and workspace. */
const copies = 2 * 2;

export interface FeaturesBatchOptions {
  /** Layers whose activations are wanted. */
  readonly outputs: readonly string[];
  readonly precision?: Precision;
  /** Rows that are stored in one piece, at most: a batch is not divided. */
  readonly mostRows: number;
  /** Free memory of the card, where there is one. */
  readonly gpuBytes?: number;
}

/** Images that pass through a network at once to its features: `featuresBatchSize`, and on a GPU as many times that as fit, up to 256. */
export function featuresBatch(graph: LayerGraph, options: FeaturesBatchOptions): number {
  const { outputs, precision, mostRows, gpuBytes } = options;
  if (gpuBytes === undefined) return featuresBatchSize;
  const { peakBytes, largestArray } = passCost(graph, { outputs });
  const perImage = copies * activationShare(precision) * peakBytes;
  const most = Math.min(mostRows, (shareOfCard * gpuBytes) / perImage, mostNumbersOnGpu / largestArray);
  const fits = (size: number) => size <= most;
  let size = gpuBatchSize;
  while (size > featuresBatchSize && !fits(size)) size /= 2;
  return size;
}
