import { seededRandom } from '@thaw/core';
import sharp from 'sharp';
import { augmentImage } from '../data/augment/augment-image.js';
import { decodeImage } from '../data/images/decode-image.js';

/** Width and height of ImageNet's usual photograph. */
const [width, height] = [500, 375];
const side = 160;
const copies = 16;
const changes = {
  flip: 'horizontal',
  rotate: 10,
  zoom: 0.1,
  shift: 0.1,
  brightness: 0.1,
  contrast: 0.1,
} as const;

/** How fast images are decoded, several at once as in a sweep, and augmented. */
export async function measureImages(): Promise<{
  secondsPerImage: number;
  secondsPerAugmentedPixel: number;
}> {
  const photograph = await drawPhotograph();
  const startMs = performance.now();
  const [decoded] = await Promise.all(Array.from({ length: copies }, () => decodeImage(photograph, side)));
  const decodedMs = performance.now();
  for (let copy = 0; copy < copies; copy++) augmentImage(decoded as Uint8Array, side, changes, copy);
  const augmentedMs = performance.now();
  return {
    secondsPerImage: (decodedMs - startMs) / 1000 / copies,
    secondsPerAugmentedPixel: (augmentedMs - decodedMs) / 1000 / copies / side ** 2,
  };
}

/** Noise that was blurred, as a JPEG of about 50 kB: as hard to decode as a photograph. */
async function drawPhotograph(): Promise<Buffer> {
  const random = seededRandom('photograph');
  const pixels = Uint8Array.from({ length: width * height * 3 }, () => 256 * random());
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .blur(1)
    .jpeg({ quality: 85 })
    .toBuffer();
}
