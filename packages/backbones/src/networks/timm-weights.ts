import type { Backbone, Interpolation, Preprocessing, WeightsRecord } from '@thaw/core';
import { huggingFaceNames, type HuggingFaceLayout } from './hugging-face-names.js';
import { timmNames } from './timm-names.js';

/** One of timm's `pretrained_cfg`, with its defaults. */
export interface TimmTraining {
  /** What comes after the network's name in the hub: `vit_small_patch16_224.dino`. */
  readonly tag: string;
  /** Side of the images, in pixels; 224, unless it is said. */
  readonly imageSize?: number;
  readonly preprocessing: Preprocessing;
  /** `crop_pct`; of no account where images are squashed. */
  readonly cropFraction: number;
  readonly cropMode?: 'center' | 'squash';
  readonly interpolation?: Interpolation;
  readonly classes?: number;
  readonly top1?: number;
}

/**
 * `classifier` is the linear layer that tells classes apart, behind the network's own pooling. The hub states no checksum that would hold for good, so there is no source: it is for repositories that a spec names, and for files that people have.
 */
export function timmRecord(
  training: TimmTraining,
  layout?: HuggingFaceLayout,
  classifier?: string,
): WeightsRecord {
  const {
    imageSize = 224,
    cropFraction,
    cropMode = 'center',
    interpolation = 'bicubic',
    ...facts
  } = training;
  return {
    ...facts,
    imageSize,
    resize:
      cropMode === 'center'
        ? { mode: 'crop', cropFraction, interpolation }
        : { mode: 'stretch', interpolation },
    names: timmNames,
    ...(layout && { otherNames: huggingFaceNames(layout) }),
    ...(classifier !== undefined && facts.classes !== undefined && { classifier: { layers: classifier } }),
    sources: [],
  };
}

/** Of trainings of one network, those of a classifier with it; `layout` is what files of the library transformers are like, where it has such a network. */
export const timmRecords = (
  [first, ...others]: readonly [TimmTraining, ...TimmTraining[]],
  layout?: HuggingFaceLayout,
  classifier?: string,
): Backbone['weights'] => [
  timmRecord(first, layout, classifier),
  ...others.map((training) => timmRecord(training, layout, classifier)),
];
