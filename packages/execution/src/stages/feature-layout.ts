import { featureShardBytes } from '@thaw/core';
import { createHash } from 'node:crypto';

/** One stored activation: which layer, its shape for one image, and the type of its numbers. */
export interface FeatureOutput {
  readonly layer: string;
  readonly shape: readonly number[];
  readonly type: 'float32' | 'float16' | 'uint8';
}

/**
 * Names of rows in the places of the batch that they were computed in, null where somebody else's image was, or none. A
 * row's last bits depend on its place and the batch's size, and on nothing else of the batch: what is lost is computed
 * again in the same place, and is the same.
 */
export type RowBatch = readonly (string | null)[];

/** What a shard holds: the rows of its batches one after the other, row-major, in a blob for each output. */
export interface ShardList {
  readonly batches: readonly RowBatch[];
}

const numberBytes = { float32: 4, float16: 2, uint8: 1 } as const;

export const rowBytes = ({ shape, type }: FeatureOutput): number =>
  shape.reduce((size, dimension) => size * dimension, 1) * numberBytes[type];

/** As many as a shard has room for. */
export const rowsPerShard = (outputs: readonly FeatureOutput[], shardBytes = featureShardBytes): number =>
  Math.max(1, Math.floor(shardBytes / Math.max(...outputs.map(rowBytes))));

/** In the order in which they lie. */
export const rowsOf = (batches: readonly RowBatch[]): readonly string[] =>
  batches.flat().filter((name) => name !== null);

/** A shard is named by what it holds, and so never changes: one that grows is another. */
export const shardId = ({ batches }: ShardList): string =>
  createHash('sha256').update(JSON.stringify(batches)).digest('hex').slice(0, 16);

/** The blob with a shard's list. */
export const listName = (shard: string): string => `${shard}.json`;

export const shardName = ({ layer }: Pick<FeatureOutput, 'layer'>, shard: string): string =>
  `${layer}.${shard}`;

/** The shard whose list a blob is. */
export const listedShard = (name: string): string | undefined => /^([0-9a-f]{16})\.json$/.exec(name)?.[1];

/** The shard to which a blob belongs that is no list. */
export const shardOf = (name: string): string | undefined => /\.([0-9a-f]{16})$/.exec(name)?.[1];
