import type { Stage } from './stage.js';

/**
 * How features are computed and held. They stand here because what a plan estimates follows from them; whoever executes
 * it takes them from here.
 */

/** How many of the images that are wanted of a features stage it has. Copies of a picture count once. */
export interface FeaturesStock {
  readonly stored: number;
  readonly total: number;
  /** Those of the rest that were stored once: given up for space, for `--recompute features`, or damaged. Absent if none. */
  readonly again?: number;
}

/** Of a stage's operations, those that are still to be done. */
export const workLeft = (
  { kind, work }: Pick<Stage, 'kind' | 'work'>,
  stock: FeaturesStock | undefined,
): number =>
  kind === 'features' && stock && stock.total > 0
    ? (work * (stock.total - stock.stored)) / stock.total
    : work;

/** Images that pass through the backbone at once, at least: enough to keep two cores busy, few enough for any memory. */
export const featuresBatchSize = 32;
/** Most that a shard has: enough to be read in one go, little enough to be held while it fills. */
export const featureShardBytes = 64 * 2 ** 20;
/** Features of up to this size are held in memory; larger ones are read from disk row by row, through the page cache. */
export const heldFeatureBytes = 2 * 2 ** 30;
