import type { Changes } from './draw-changes.js';

/**
 * Mirrors, turns, zooms and shifts in one step, around the image's centre, so that pixels are interpolated only once.
 * Bilinear between pixel centres; beyond an edge the image goes on as its mirror image (Keras's `reflect`).
 * `pixels`: `[size, size, 3]`.
 */
export function warp(
  pixels: Uint8Array,
  size: number,
  changes: Omit<Changes, 'brightness' | 'contrast'>,
): Uint8Array {
  const { mirrored, degrees, zoom, shift } = changes;
  const radians = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians) / zoom, Math.sin(radians) / zoom];
  const [signX, signY] = [mirrored.horizontally ? -1 : 1, mirrored.vertically ? -1 : 1];
  const centre = (size - 1) / 2;
  const output = new Uint8Array(pixels.length);
  let at = 0;
  for (let y = 0; y < size; y++) {
    const fromCentreY = y - centre - shift.y * size;
    for (let x = 0; x < size; x++) {
      const fromCentreX = x - centre - shift.x * size;
      const sourceX = centre + signX * (cos * fromCentreX + sin * fromCentreY);
      const sourceY = centre + signY * (cos * fromCentreY - sin * fromCentreX);
      const wholeX = Math.floor(sourceX);
      const wholeY = Math.floor(sourceY);
      const across = sourceX - wholeX;
      const down = sourceY - wholeY;
      const left = reflect(wholeX, size) * 3;
      const right = reflect(wholeX + 1, size) * 3;
      const top = reflect(wholeY, size) * size * 3;
      const bottom = reflect(wholeY + 1, size) * size * 3;
      for (let channel = 0; channel < 3; channel++) {
        const topLeft = pixels[top + left + channel]!;
        const bottomLeft = pixels[bottom + left + channel]!;
        const upper = topLeft + (pixels[top + right + channel]! - topLeft) * across;
        const lower = bottomLeft + (pixels[bottom + right + channel]! - bottomLeft) * across;
        output[at++] = upper + (lower - upper) * down + 0.5;
      }
    }
  }
  return output;
}

/** `… 1 0 | 0 1 2 … size−1 | size−1 size−2 …`: the edge pixel is repeated. */
function reflect(index: number, size: number): number {
  if (index >= 0 && index < size) return index;
  const period = 2 * size;
  const folded = ((index % period) + period) % period;
  return folded < size ? folded : period - 1 - folded;
}
