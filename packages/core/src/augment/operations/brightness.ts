import { share } from '../../spec/schema/values.js';
import { within, type ImageOperation } from '../image-operation.js';

const setting = {
  ...share,
  examples: [0.1],
  description: 'Share of 255, drawn from ±brightness and added',
  default: 0,
} as const;

export const brightness: ImageOperation<typeof setting, number> = {
  setting,
  draw: within,
  apply: (image, added) => ({ ...image, brightness: image.brightness + added }),
};
