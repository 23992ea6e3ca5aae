import { share } from '../../spec/schema/values.js';
import { within, type ChangedImage, type ImageOperation } from '../image-operation.js';

const setting = {
  ...share,
  examples: [0.1],
  description: 'Share of the side, drawn from ±shift for each axis',
  default: 0,
} as const;

/** To the right and down. */
export const shift: ImageOperation<typeof setting, ChangedImage['moved']> = {
  setting,
  draw: (range, random) => ({ x: within(range, random), y: within(range, random) }),
  apply: ({ moved, ...image }, { x, y }) => ({ ...image, moved: { x: moved.x + x, y: moved.y + y } }),
};
