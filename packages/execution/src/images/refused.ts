import type { Problem } from '@thaw/core';
import type { DecodingCost } from './decoding-cost.js';

/** Why a sound image is not decoded. It is never left out, as one that cannot be read is: with other limits or more memory it can be. */
export interface Refused {
  readonly refused: 'pixels' | 'memory';
  readonly width: number;
  readonly height: number;
  /** What decoding takes of memory at most. */
  readonly bytes: number;
  /** How many pixels it might have. */
  readonly maxPixels: number;
}

export const isRefused = (decoded: object): decoded is Refused => 'refused' in decoded;

export const refusal = (
  refused: Refused['refused'],
  { width, height, bytes }: DecodingCost,
  maxPixels: number,
): Refused => ({ refused, width, height, bytes, maxPixels });

/** For whom one image among many is no reason to stop. */
export const describeRefused = ({ refused, width, height, bytes, maxPixels }: Refused): string =>
  refused === 'pixels'
    ? `it has ${size(width, height)} pixels, more than ${shown(maxPixels)}`
    : `there is too little memory to decode it: ${size(width, height)} pixels, up to ${gigabytes(bytes)}`;

export interface RefusedImage extends Refused {
  readonly path: string;
}

/** What whoever runs Thaw can do about images that are refused. */
export function refusedProblems(images: readonly RefusedImage[]): readonly Problem[] {
  const large = images.filter(({ refused }) => refused === 'pixels');
  const costly = images.filter(({ refused }) => refused === 'memory');
  return [...tooLarge(large), ...tooCostly(costly)];
}

function tooLarge(images: readonly RefusedImage[]): Problem[] {
  if (images.length === 0) return [];
  const most = Math.max(...images.map(({ width, height }) => width * height));
  const { maxPixels } = images[0]!;
  return [
    {
      code: 'THAW-DATA-IMAGE-TOO-LARGE',
      message: `${count(images)} more pixels than data.maxPixels allows`,
      expected: `at most ${shown(maxPixels)} pixels`,
      found: listOf(images, ({ width, height }) => `${shown(width * height)} pixels, ${size(width, height)}`),
      remedy:
        `make the images smaller or take them out of the dataset, or set data.maxPixels to at least ${most}; ` +
        `decoding then takes up to ${gigabytes(Math.max(...images.map(({ bytes }) => bytes)))} of memory`,
    },
  ];
}

function tooCostly(images: readonly RefusedImage[]): Problem[] {
  if (images.length === 0) return [];
  return [
    {
      code: 'THAW-RUN-OUT-OF-MEMORY',
      message: 'there is too little memory to decode images',
      found: listOf(
        images,
        ({ width, height, bytes }) => `${size(width, height)} pixels, up to ${gigabytes(bytes)}`,
      ),
      remedy:
        'make the images smaller, close other programs or give the container more memory; what is computed is kept',
    },
  ];
}

const count = ({ length }: readonly unknown[]): string =>
  length === 1 ? 'an image has' : `${length} images have`;

const shown = (value: number): string => value.toLocaleString('en');
const size = (width: number, height: number): string =>
  width === 0 ? 'an unknown number of' : `${shown(width)} × ${shown(height)}`;
const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

const listOf = (images: readonly RefusedImage[], describe: (image: RefusedImage) => string): string =>
  images.map((image) => `\n  ${image.path}: ${describe(image)}`).join('');
