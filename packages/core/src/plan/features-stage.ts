import type { HeadConfig } from '../spec/run-config.js';
import type { FeaturesStage } from './stage.js';
import { stageKey } from './stage-key.js';

export interface FeaturesSettings extends Pick<
  FeaturesStage,
  | 'dataset'
  | 'root'
  | 'backbone'
  | 'seed'
  | 'outputs'
  | 'precision'
  | 'storedAs'
  | 'maxUnreadable'
  | 'augmented'
  | 'work'
> {
  /** Of the images' contents, in order. */
  readonly imagesHash: string;
  /** Of the whole index. */
  readonly indexHash: string;
  /** Of graph and preprocessing. */
  readonly graphHash: string;
  /** Identifies the weights by content. */
  readonly weights: string;
  readonly pool: HeadConfig['pool'];
}

/**
 * The stage that stores activations. Its key leaves the index out: features depend on what the images hold, not on
 * labels, names or splits; only augmented copies, which are made of the training images alone, depend on them.
 */
export function featuresStage(settings: FeaturesSettings): Omit<FeaturesStage, 'runs'> {
  const { imagesHash, indexHash, graphHash, weights, pool, ...stage } = settings;
  const { outputs, precision, storedAs, augmented, backbone, dataset } = stage;
  const pooled = outputs.includes('head_pool') ? { pool } : {};
  const identity = {
    imagesHash,
    graphHash,
    weights,
    outputs,
    precision,
    storedAs,
    ...pooled,
    augmented: augmented && { ...augmented, indexHash },
  };
  const what = augmented ? `${augmented.variants} augmented copies` : 'features';
  return {
    ...stage,
    ...pooled,
    kind: 'features',
    key: stageKey('features', identity, []),
    parents: [dataset],
    label: `${what} of ${backbone.name} at ${outputs.join(' + ')}`,
  };
}
