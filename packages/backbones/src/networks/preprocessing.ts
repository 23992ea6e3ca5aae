import type { Preprocessing } from '@thaw/core';

/** `caffe`, `tf` and `torch` are the modes of `preprocess_input` in keras/src/applications/imagenet_utils.py. */

/** Mode `caffe`: BGR, centred on ImageNet's mean colour, not scaled. */
export const caffe: Preprocessing = { channels: 'BGR', mean: [103.939, 116.779, 123.68], std: [1, 1, 1] };

/** Mode `tf`: −1 to 1; `IMAGENET_INCEPTION_MEAN` and `_STD` of timm. */
export const tf: Preprocessing = { channels: 'RGB', mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] };

/** Mode `torch`: ImageNet's mean colour and deviations, as in timm's `IMAGENET_DEFAULT_MEAN` and `_STD`, times 255. */
export const torch: Preprocessing = {
  channels: 'RGB',
  mean: [123.675, 116.28, 103.53],
  std: [58.395, 57.12, 57.375],
};

/** What CLIP was trained with: `OPENAI_CLIP_MEAN` and `_STD` of timm, times 255. */
export const clip: Preprocessing = {
  channels: 'RGB',
  mean: [122.7709383, 116.7460125, 104.09373615],
  std: [68.5005327, 66.6321579, 70.32316305],
};

/** ImageNet's mean colour and deviations, between 0 and 1. */
export const imagenetColours = { mean: [0.485, 0.456, 0.406], deviations: [0.229, 0.224, 0.225] } as const;

/** As they are, 0 to 255: the network itself begins with what prepares them. */
export const raw: Preprocessing = { channels: 'RGB', mean: [0, 0, 0], std: [1, 1, 1] };
