import type { Changes } from './draw-changes.js';

/**
 * `contrast · (value − mean) + mean + 255 · brightness`, rounded and clipped to 0–255; the mean is of each channel, as
 * in Keras's `RandomContrast`. Changes `pixels` (`[…, 3]`) in place.
 */
export function changeTone(
  pixels: Uint8Array,
  { brightness, contrast }: Pick<Changes, 'brightness' | 'contrast'>,
): void {
  if (brightness === 0 && contrast === 1) return;
  const sums = [0, 0, 0];
  for (let at = 0; at < pixels.length; at++) sums[at % 3]! += pixels[at]!;
  const tables = sums.map((sum) => {
    const mean = sum / (pixels.length / 3);
    return Uint8ClampedArray.from(
      { length: 256 },
      (_, value) => contrast * (value - mean) + mean + 255 * brightness,
    );
  });
  for (let at = 0; at < pixels.length; at++) pixels[at] = tables[at % 3]![pixels[at]!]!;
}
