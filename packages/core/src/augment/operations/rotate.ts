import { within, type ImageOperation } from '../image-operation.js';

const setting = {
  type: 'number',
  minimum: 0,
  maximum: 180,
  examples: [15],
  description: 'Degrees, drawn from ±rotate',
  default: 0,
} as const;

/** Clockwise, around the centre of the image. */
export const rotate: ImageOperation<typeof setting, number> = {
  setting,
  draw: within,
  apply({ source: [a, b, d, e], moved: { x, y }, ...image }, degrees) {
    const radians = (degrees * Math.PI) / 180;
    const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
    return {
      ...image,
      source: [a * cos - b * sin, a * sin + b * cos, d * cos - e * sin, d * sin + e * cos],
      moved: { x: x * cos - y * sin, y: x * sin + y * cos },
    };
  },
};
