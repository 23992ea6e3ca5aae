import type { AffineTransform } from '@thaw/core';

/** Fills `output` with what the transform makes of `pixels`; both `[height, width, 3]`. */
export function warp(
  pixels: Uint8Array,
  output: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  [a, b, c, d, e, f]: AffineTransform,
): void {
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sourceX = a * x + b * y + c;
      const sourceY = d * x + e * y + f;
      const wholeX = Math.floor(sourceX);
      const wholeY = Math.floor(sourceY);
      const across = sourceX - wholeX;
      const down = sourceY - wholeY;
      const left = reflect(wholeX, width) * 3;
      const right = reflect(wholeX + 1, width) * 3;
      const top = reflect(wholeY, height) * width * 3;
      const bottom = reflect(wholeY + 1, height) * width * 3;
      for (let channel = 0; channel < 3; channel++) {
        const topLeft = pixels[top + left + channel]!;
        const bottomLeft = pixels[bottom + left + channel]!;
        const upper = topLeft + (pixels[top + right + channel]! - topLeft) * across;
        const lower = bottomLeft + (pixels[bottom + right + channel]! - bottomLeft) * across;
        output[at++] = upper + (lower - upper) * down + 0.5;
      }
    }
  }
}

/** `… 1 0 | 0 1 2 … size−1 | size−1 size−2 …`: the edge pixel is repeated. */
function reflect(index: number, size: number): number {
  if (index >= 0 && index < size) return index;
  const period = 2 * size;
  const folded = ((index % period) + period) % period;
  return folded < size ? folded : period - 1 - folded;
}
