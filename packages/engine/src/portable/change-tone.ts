/**
 * `contrast · (value − mean) + mean + 255 · brightness`, rounded and clipped to 0–255; the mean is of each channel, as
 * in Keras's `RandomContrast`. Changes `pixels` (`[…, 3]`) in place.
 */
export function changeTone(pixels: Uint8Array, contrast: number, brightness: number): void {
  if (brightness === 0 && contrast === 1) return;
  for (let channel = 0; channel < 3; channel++) {
    let sum = 0;
    for (let at = channel; at < pixels.length; at += 3) sum += pixels[at]!;
    const mean = sum / (pixels.length / 3);
    const toned = (value: number) => contrast * (value - mean) + mean + 255 * brightness;
    const table = Uint8ClampedArray.from({ length: 256 }, (_, value) => toned(value));
    for (let at = channel; at < pixels.length; at += 3) pixels[at] = table[pixels[at]!]!;
  }
}
