import { featureShardBytes, type StageRef, type StageStore } from '@thaw/core';
import type { UnreadableImage } from '../data/usable-dataset.js';

/** One stored activation: which layer, its shape for one image, and the type of its numbers. */
export interface FeatureOutput {
  readonly layer: string;
  readonly shape: readonly number[];
  readonly type: 'float32' | 'float16' | 'uint8';
}

/** How features lie in their stage: raw rows, row-major, in shards of equally many rows for each output. */
export interface FeatureLayout {
  readonly outputs: readonly FeatureOutput[];
  readonly rows: number;
  readonly rowsPerShard: number;
}

/** An image that could not be read; its row is zeros and belongs to no split. Of copies, a copy. */
export type SkippedImage = UnreadableImage;

/** The blob `features.json`, written last: a features stage is complete when it is there. */
export interface FeaturesManifest extends FeatureLayout {
  readonly skipped: readonly SkippedImage[];
  /** Given up for space: what is missing was not lost. */
  readonly evicted?: boolean;
}

const numberBytes = { float32: 4, float16: 2, uint8: 1 } as const;

export const rowBytes = ({ shape, type }: FeatureOutput): number =>
  shape.reduce((size, dimension) => size * dimension, 1) * numberBytes[type];

export function layoutFor(outputs: readonly FeatureOutput[], rows: number): FeatureLayout {
  const largest = Math.max(...outputs.map(rowBytes));
  return {
    outputs,
    rows,
    rowsPerShard: Math.max(1, Math.min(rows, Math.floor(featureShardBytes / largest))),
  };
}

export const shardName = (output: FeatureOutput, shard: number): string =>
  `${output.layer}.${String(shard).padStart(5, '0')}`;

/** All shards of an output. */
export const shardNames = ({ rows, rowsPerShard }: FeatureLayout, output: FeatureOutput): readonly string[] =>
  Array.from({ length: Math.ceil(rows / rowsPerShard) }, (_, shard) => shardName(output, shard));

export const featuresManifestName = 'features.json';

export async function readFeaturesManifest(
  store: StageStore,
  stage: StageRef,
): Promise<FeaturesManifest | undefined> {
  const blob = await store.read(stage, featuresManifestName);
  return blob && (JSON.parse(new TextDecoder().decode(blob)) as FeaturesManifest);
}
