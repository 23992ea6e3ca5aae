import { seededRandom, type MachineSpeed } from '@thaw/core';
import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { Decoder } from '../images/decoder/decoder.js';

/** Width and height of ImageNet's usual photograph. */
const [width, height] = [500, 375];
const side = 160;
/** For each process, so that none is idle while the last of them end. */
const copies = 8;
const trials = 3;
/** Of a dataset of small pictures, such as CIFAR's. */
const iconSide = 32;

/**
 * How fast images are read and decoded, by as many processes as in a sweep: a line through a small picture and a photograph,
 * which lie in `folder` meanwhile.
 */
export async function measureImages(
  folder: string,
  threads: number,
): Promise<Pick<MachineSpeed, 'secondsPerImage' | 'secondsPerImageByte'>> {
  const [photograph, icon] = [await drawPhotograph(), await drawIcon()];
  const file = join(folder, `calibration-image-${process.pid}`);
  const decoder = new Decoder(threads);
  try {
    await decoder.start(side);
    // The first images set up the library.
    await secondsFor(icon, file, decoder);
    const [large, small] = [
      await secondsFor(photograph, file, decoder),
      await secondsFor(icon, file, decoder),
    ];
    // Where the difference is lost in the noise, a twentieth of the time is a safe bound.
    const perByte = Math.max(large - small, large / 20) / (photograph.length - icon.length);
    return {
      secondsPerImage: Math.max(small - icon.length * perByte, small / 20),
      secondsPerImageByte: perByte,
    };
  } finally {
    decoder.close();
    await rm(file, { force: true });
  }
}

/** Of one image, the least of some trials: what the machine can do when nothing disturbs it. */
async function secondsFor(image: Buffer, file: string, decoder: Decoder): Promise<number> {
  await writeFile(file, image);
  const sha256 = createHash('sha256').update(image).digest('hex');
  const images = copies * decoder.processes;
  const files = Array.from({ length: images }, (_, row) => ({ file, sha256, row }));
  let leastMs = Infinity;
  for (let trial = 0; trial < trials; trial++) {
    const startMs = performance.now();
    const { release } = await decoder.decode(files, images, side).decoded;
    leastMs = Math.min(leastMs, performance.now() - startMs);
    release();
  }
  return leastMs / 1000 / images;
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
