import { expect, it } from 'vitest';
import { normalizeImages } from './normalize-images.js';

const pixels = Uint8Array.of(0, 128, 255, 10, 20, 30);

it.each([
  ['RGB', [(0 - 1) / 2, (128 - 2) / 4, (255 - 3) / 8, (10 - 1) / 2, (20 - 2) / 4, (30 - 3) / 8]],
  ['BGR', [(255 - 1) / 2, (128 - 2) / 4, (0 - 3) / 8, (30 - 1) / 2, (20 - 2) / 4, (10 - 3) / 8]],
] as const)('puts channels in the order %s, then subtracts their means and divides', (channels, expected) => {
  expect([...normalizeImages(pixels, { channels, mean: [1, 2, 3], std: [2, 4, 8] })]).toEqual(expected);
});
