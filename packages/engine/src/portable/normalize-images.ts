import type { Preprocessing } from '@thaw/core';

/**
 * Turns pixels into a network's input by its preprocessing, in the network's channel order.
 *
 * @param images uint8, `[…, 3]`, RGB, 0–255
 */
export function normalizeImages(images: Uint8Array, preprocessing: Preprocessing): Float32Array {
  const reversed = preprocessing.channels === 'BGR';
  const [first, second, third] = preprocessing.mean.map((mean, channel) =>
    Float32Array.from({ length: 256 }, (_, value) => (value - mean) / preprocessing.std[channel]!),
  ) as [Float32Array, Float32Array, Float32Array];
  const normalized = new Float32Array(images.length);
  for (let pixel = 0; pixel < images.length; pixel += 3) {
    normalized[pixel] = first[images[reversed ? pixel + 2 : pixel]!]!;
    normalized[pixel + 1] = second[images[pixel + 1]!]!;
    normalized[pixel + 2] = third[images[reversed ? pixel : pixel + 2]!]!;
  }
  return normalized;
}
