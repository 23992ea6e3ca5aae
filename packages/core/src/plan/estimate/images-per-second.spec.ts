import { expect, it } from 'vitest';
import { chain } from '../../spec/backbones.fixture.js';
import { imagesPerSecond } from './images-per-second.js';

it('divides a second by what the layers take, and by a share of what a batch takes besides', () => {
  const forward = { matrixFlops: 1e9, depthwiseFlops: 1e9, elementBytes: 1e9 };
  // Of 64 pixels the convolutions are 32² × 27 × 4 and 16² × 36 × 4 multiply-adds; a ReLU reads and writes its numbers.
  const flops = 2 * (32 ** 2 * 27 * 4 + 16 ** 2 * 36 * 4);
  const bytes = 4 * 2 * (32 ** 2 * 4 + 16 ** 2 * 4);
  const secondsPerImage = (flops + bytes) / 1e9 + 0.032 / 32;
  expect(imagesPerSecond(chain('two', 2, 64), { forward, secondsPerStep: 0.032 })).toBeCloseTo(
    1 / secondsPerImage,
    6,
  );
});
