import { shareBelowOne } from '../../spec/schema/values.js';
import { within, type ImageOperation } from '../image-operation.js';

const setting = {
  ...shareBelowOne,
  examples: [0.1],
  description: 'Share, drawn from 1 ± zoom',
  default: 0,
} as const;

/** Above 1 the picture gets larger and its borders fall off; below 1 its reflection comes into view. */
export const zoom: ImageOperation<typeof setting, number> = {
  setting,
  draw: (range, random) => 1 + within(range, random),
  apply: ({ source: [a, b, d, e], moved: { x, y }, ...image }, factor) => ({
    ...image,
    source: [a / factor, b / factor, d / factor, e / factor],
    moved: { x: x * factor, y: y * factor },
  }),
};
