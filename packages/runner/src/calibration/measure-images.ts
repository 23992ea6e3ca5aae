import { seededRandom } from '@thaw/core';
import sharp from 'sharp';
import { decodeImage } from '../data/images/decode-image.js';

/** Width and height of ImageNet's usual photograph. */
const [width, height] = [500, 375];
const side = 160;
const copies = 16;

/** How fast images are decoded, several at once as in a sweep. */
export async function measureImages(): Promise<{ secondsPerImage: number }> {
  const photograph = await drawPhotograph();
  const startMs = performance.now();
  await Promise.all(Array.from({ length: copies }, () => decodeImage(photograph, side)));
  return { secondsPerImage: (performance.now() - startMs) / 1000 / copies };
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
