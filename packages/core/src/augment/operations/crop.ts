import type { Random } from '../../random/random.js';
import { within, type ImageOperation } from '../image-operation.js';

const setting = {
  type: 'number',
  exclusiveMinimum: 0,
  maximum: 1,
  examples: [0.35],
  description:
    'Share of the area that a random part has at least, of sides from 3:4 to 4:3, which is then enlarged to the square',
  default: 1,
} as const;

const tries = 10;
const widestLog = Math.log(4 / 3);

/** A part of the picture, in shares of its side; `x` and `y` are how far its centre lies from the picture's. */
export interface Part {
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
}

/** `RandomResizedCrop` of torchvision: the first of ten draws that fits, of random area and proportions, or else all. */
export const crop: ImageOperation<typeof setting, Part> = {
  setting,
  draw(smallest, random) {
    const sizes = Array.from({ length: tries }, () => drawSize(smallest, random));
    const { width, height } = sizes.find((size) => size.width <= 1 && size.height <= 1) ?? whole;
    return {
      ...{ width, height },
      x: within((1 - width) / 2, random),
      y: within((1 - height) / 2, random),
    };
  },
  apply: ({ source: [a, b, d, e], moved, ...image }, { width, height, x, y }) => ({
    ...image,
    source: [a * width, b * height, d * width, e * height],
    moved: { x: (moved.x - x) / width, y: (moved.y - y) / height },
  }),
};

const whole = { width: 1, height: 1 };

function drawSize(smallest: number, random: Random) {
  const area = smallest + (1 - smallest) * random();
  const ratio = Math.exp(within(widestLog, random));
  return { width: Math.sqrt(area * ratio), height: Math.sqrt(area / ratio) };
}
