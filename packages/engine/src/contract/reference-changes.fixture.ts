import type { ImageChanges } from '@thaw/core';
import { imageShape } from './small-graphs.fixture.js';

const [height, width] = imageShape;

/** One image, `[height, width, 3]`, after its changes, by their definition. */
export function changedImage(
  image: Uint8Array,
  { transform: [a, b, c, d, e, f], contrast, brightness }: ImageChanges,
): Uint8Array {
  const moved = Float64Array.from(image, (_, index) => {
    const [x, y, channel] = [Math.floor(index / 3) % width, Math.floor(index / 3 / width), index % 3];
    return Math.round(
      between(a * x + b * y + c, (column) =>
        between(
          d * x + e * y + f,
          (row) => image[(mirrored(row, height) * width + mirrored(column, width)) * 3 + channel]!,
        ),
      ),
    );
  });
  const means = [0, 1, 2].map((channel) => {
    const values = moved.filter((_, index) => index % 3 === channel);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
  return Uint8Array.from(moved, (value, index) => {
    const mean = means[index % 3]!;
    return Math.min(255, Math.max(0, Math.round(contrast * (value - mean) + mean + 255 * brightness)));
  });
}

function between(place: number, valueAt: (whole: number) => number): number {
  const share = place - Math.floor(place);
  return (1 - share) * valueAt(Math.floor(place)) + share * valueAt(Math.floor(place) + 1);
}

function mirrored(place: number, length: number): number {
  if (place < 0) return mirrored(-1 - place, length);
  return place < length ? place : mirrored(2 * length - 1 - place, length);
}
