import type { Preprocessing, WeightsRecord } from '@thaw/core';
import { timmNames } from './timm-names.js';

export interface TimmTraining {
  /** What comes after the network's name in the hub: `vit_small_patch16_224.dino`. */
  readonly tag: string;
  readonly preprocessing: Preprocessing;
  /** `crop_pct`. */
  readonly cropFraction: number;
  readonly classes?: number;
  readonly top1?: number;
}

/**
 * One of timm's `pretrained_cfg`. The hub states no checksum that would hold for good, so there is none to fetch: it is for
 * files that people have.
 */
export const timmRecord = ({
  cropFraction,
  ...facts
}: TimmTraining & { readonly imageSize: number }): WeightsRecord => ({
  ...facts,
  resize: { mode: 'crop', cropFraction, interpolation: 'bicubic' },
  names: timmNames,
  sources: [],
});
