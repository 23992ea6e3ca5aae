import { preprocessings, type Preprocessing } from '@thaw/core/graph';

/** `raw`: the network itself begins with what prepares its images. */
export const { caffe, tf, torch, none: raw } = preprocessings;

/** What CLIP was trained with: `OPENAI_CLIP_MEAN` and `_STD` of timm, times 255. */
export const clip: Preprocessing = {
  channels: 'RGB',
  mean: [122.7709383, 116.7460125, 104.09373615],
  std: [68.5005327, 66.6321579, 70.32316305],
};

/** ImageNet's mean colour and deviations, between 0 and 1. */
export const imagenetColours = { mean: [0.485, 0.456, 0.406], deviations: [0.229, 0.224, 0.225] } as const;
