import type { Backbone } from '@thaw/core';
import { convnext } from './networks/convnext.js';
import { densenet } from './networks/densenet.js';
import { efficientnetLite } from './networks/efficientnet-lite.js';
import { efficientnetV2 } from './networks/efficientnet-v2.js';
import { efficientnet } from './networks/efficientnet.js';
import { inceptionresnetv2 } from './networks/inceptionresnetv2.js';
import { inceptionv3 } from './networks/inceptionv3.js';
import { mobilenet } from './networks/mobilenet.js';
import { mobilenetv2 } from './networks/mobilenetv2.js';
import { mobilenetV3 } from './networks/mobilenetv3.js';
import { nasnet } from './networks/nasnet.js';
import { resnetV2 } from './networks/resnet-v2.js';
import { resnet } from './networks/resnet.js';
import { timmConvnexts } from './networks/timm-convnext.js';
import { timmResnets } from './networks/timm-resnet.js';
import { vgg } from './networks/vgg.js';
import { visionTransformers } from './networks/vision-transformers.js';
import { xception } from './networks/xception.js';

/** The networks that Thaw knows, by the name a spec gives them. */
export const backbones = {
  ...vgg,
  ...resnet,
  ...resnetV2,
  inceptionv3,
  inceptionresnetv2,
  xception,
  ...densenet,
  mobilenet,
  mobilenetv2,
  ...mobilenetV3,
  ...nasnet,
  ...efficientnet,
  ...efficientnetV2,
  ...efficientnetLite,
  ...visionTransformers,
  ...convnext,
  ...timmConvnexts,
  ...timmResnets,
} as const satisfies Record<string, Backbone>;

export type BackboneName = keyof typeof backbones;
