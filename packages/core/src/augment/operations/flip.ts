import type { ImageOperation } from '../image-operation.js';

const setting = {
  enum: ['none', 'horizontal', 'vertical', 'both'],
  description: 'Mirror at random',
  default: 'none',
} as const;

export interface Mirrored {
  readonly horizontally: boolean;
  readonly vertically: boolean;
}

/** Half of the time, each axis by itself. */
export const flip: ImageOperation<typeof setting, Mirrored> = {
  setting,
  draw(axes, random) {
    const isMirrored = (axis: typeof axes) => random() < 0.5 && (axes === axis || axes === 'both');
    return { horizontally: isMirrored('horizontal'), vertically: isMirrored('vertical') };
  },
  apply({ source: [a, b, d, e], moved, ...image }, { horizontally, vertically }) {
    const [x, y] = [horizontally ? -1 : 1, vertically ? -1 : 1];
    return { ...image, source: [a * x, b * y, d * x, e * y], moved: { x: moved.x * x, y: moved.y * y } };
  },
};
