/** The slope of Keys's cubic at 1, as PIL has it. */
const slope = -0.5;

/** Keys 1981, "Cubic convolution interpolation": what a pixel weighs at this distance, in pixels. */
export function keysCubic(distance: number): number {
  const x = Math.abs(distance);
  if (x >= 2) return 0;
  return x < 1 ? ((slope + 2) * x - (slope + 3)) * x * x + 1 : (((x - 5) * x + 8) * x - 4) * slope;
}

/**
 * What each of `to` samples takes of each of `from`, row by row, where a line is resampled: bicubic with antialiasing, as
 * `torch.nn.functional.interpolate(mode='bicubic', antialias=True)` and PIL do it.
 */
export function bicubicResampling(from: number, to: number): Float32Array {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  const matrix = new Float32Array(to * from);
  for (let row = 0; row < to; row++) {
    const centre = scale * (row + 0.5);
    const first = Math.max(Math.trunc(centre - 2 * stretch + 0.5), 0);
    const end = Math.min(Math.trunc(centre + 2 * stretch + 0.5), from);
    const taps = Array.from({ length: end - first }, (_, tap) =>
      keysCubic((first + tap - centre + 0.5) / stretch),
    );
    const sum = taps.reduce((total, tap) => total + tap, 0);
    taps.forEach((tap, index) => (matrix[row * from + first + index] = tap / sum));
  }
  return matrix;
}
