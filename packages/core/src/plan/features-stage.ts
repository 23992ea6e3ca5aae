import { headPool } from '../model/head-layers.js';
import type { HeadConfig } from '../spec/run-config.js';
import type { FeaturesStage } from './stage.js';

export interface FeaturesSettings extends Pick<
  FeaturesStage,
  | 'dataset'
  | 'data'
  | 'backbone'
  | 'seed'
  | 'outputs'
  | 'precision'
  | 'storedAs'
  | 'imagesHash'
  | 'graphHash'
  | 'weights'
  | 'augmented'
  | 'work'
> {
  readonly pool: HeadConfig['pool'];
}

/** The stage that stores activations, before it has a key. */
export function featuresStage({ pool, ...settings }: FeaturesSettings): Omit<FeaturesStage, 'key' | 'runs'> {
  const { outputs, augmented, backbone, dataset } = settings;
  const what = augmented ? `${augmented.variants} augmented copies` : 'features';
  return {
    ...settings,
    ...(outputs.includes(headPool) && { pool }),
    kind: 'features',
    parents: [dataset],
    label: `${what} of ${backbone.name} at ${outputs.join(' + ')}`,
  };
}
