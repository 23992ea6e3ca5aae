import { seededRandom } from '@thaw/core';
import sharp from 'sharp';

/** A JPEG of noise, blurred as much as makes it as large as that of a photograph. */
export function drawPhotograph(width, height) {
  const random = seededRandom('photographs');
  const pixels = Uint8Array.from({ length: width * height * 3 }, () => 256 * random());
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .blur(1)
    .jpeg({ quality: 85 })
    .toBuffer();
}
