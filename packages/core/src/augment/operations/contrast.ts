import { share } from '../../spec/schema/values.js';
import { within, type ImageOperation } from '../image-operation.js';

const setting = {
  ...share,
  examples: [0.1],
  description: 'Share, drawn from 1 ± contrast, around the mean of the image',
  default: 0,
} as const;

/** What was added to all values has moved their mean along, and so stays as it is. */
export const contrast: ImageOperation<typeof setting, number> = {
  setting,
  draw: (range, random) => 1 + within(range, random),
  apply: (image, factor) => ({ ...image, contrast: image.contrast * factor }),
};
