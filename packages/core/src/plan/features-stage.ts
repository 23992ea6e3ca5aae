import { headPool } from '../model/head-layers.js';
import type { HeadConfig } from '../spec/run-config.js';
import type { FeaturesStage, WantedImages } from './stage.js';
import { keyOfStage } from './stage-identity.js';

export interface FeaturesSettings extends Pick<
  FeaturesStage,
  | 'backbone'
  | 'resize'
  | 'seed'
  | 'outputs'
  | 'precision'
  | 'compile'
  | 'storedAs'
  | 'graphHash'
  | 'weights'
  | 'augmented'
  | 'work'
> {
  readonly wanted: WantedImages;
  readonly pool: HeadConfig['pool'];
}

export type FeaturesDraft = Omit<FeaturesStage, 'key' | 'runs'>;

/** The stage that stores activations, before it has a key. */
export function featuresStage({ pool, wanted, ...settings }: FeaturesSettings): FeaturesDraft {
  const { outputs, backbone } = settings;
  const what = wanted.copies ? `${wanted.copies.variants} augmented copies` : 'features';
  return {
    ...settings,
    wanted: [wanted],
    ...(outputs.includes(headPool) && { pool }),
    kind: 'features',
    parents: [wanted.dataset],
    label: `${what} of ${backbone.name} at ${outputs.join(' + ')}`,
  };
}

/**
 * Names what is read of a collection: the activations of these images in this order. For images that are no copies it
 * is what the key was when a stage held the images of one dataset, so that what was trained on them is still found.
 */
export const readOf = (features: FeaturesDraft, imagesHash: string): string => {
  const { copies } = features.wanted[0]!;
  return keyOfStage(Object.assign({}, features, { imagesHash }, copies && { copies }));
};
