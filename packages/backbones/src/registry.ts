import type { Backbone } from '@thaw/core';
import { efficientnetLite } from './networks/efficientnet-lite.js';
import { mobilenetv2 } from './networks/mobilenetv2.js';
import { resnet50 } from './networks/resnet50.js';
import { vgg } from './networks/vgg.js';
import { visionTransformers } from './networks/vision-transformers.js';
import { xception } from './networks/xception.js';

/** The networks that Thaw knows, by the name a spec gives them. */
export const backbones = {
  ...vgg,
  resnet50,
  xception,
  mobilenetv2,
  ...efficientnetLite,
  ...visionTransformers,
} as const satisfies Record<string, Backbone>;

export type BackboneName = keyof typeof backbones;
