import { seededRandom, type MachineSpeed } from '@thaw/core';
import sharp from 'sharp';
import { decodeImage } from '../images/decode-image.js';

/** Width and height of ImageNet's usual photograph. */
const [width, height] = [500, 375];
const side = 160;
const copies = 16;
const trials = 3;
/** Of a dataset of small pictures, such as CIFAR's. */
const iconSide = 32;

/** How fast images are decoded, several at once as in a sweep: a line through a small picture and a photograph. */
export async function measureImages(): Promise<
  Pick<MachineSpeed, 'secondsPerImage' | 'secondsPerImageByte'>
> {
  const [photograph, icon] = [await drawPhotograph(), await drawIcon()];
  // The first image sets up the library's threads and caches.
  await decodeImage(photograph, side);
  const [large, small] = [await secondsFor(photograph), await secondsFor(icon)];
  // Where the difference is lost in the noise, a twentieth of the time is a safe bound.
  const perByte = Math.max(large - small, large / 20) / (photograph.length - icon.length);
  return {
    secondsPerImage: Math.max(small - icon.length * perByte, small / 20),
    secondsPerImageByte: perByte,
  };
}

/** The least of some: what the machine can do when nothing disturbs it. */
async function secondsFor(file: Buffer): Promise<number> {
  let leastMs = Infinity;
  for (let trial = 0; trial < trials; trial++) {
    const startMs = performance.now();
    await Promise.all(Array.from({ length: copies }, () => decodeImage(file, side)));
    leastMs = Math.min(leastMs, performance.now() - startMs);
  }
  return leastMs / 1000 / copies;
}

const drawIcon = (): Promise<Buffer> => {
  const random = seededRandom('icon');
  const pixels = Uint8Array.from({ length: iconSide * iconSide * 3 }, () => 256 * random());
  return sharp(pixels, { raw: { width: iconSide, height: iconSide, channels: 3 } })
    .png()
    .toBuffer();
};

/** Noise that was blurred, as a JPEG of about 50 kB: as hard to decode as a photograph. */
async function drawPhotograph(): Promise<Buffer> {
  const random = seededRandom('photograph');
  const pixels = Uint8Array.from({ length: width * height * 3 }, () => 256 * random());
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .blur(1)
    .jpeg({ quality: 85 })
    .toBuffer();
}
