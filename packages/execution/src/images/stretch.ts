/** For each place on the longer side: the two nearest places on the shorter one, and the weight of the second. */
interface Taps {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly weight: Float32Array;
}

/**
 * Enlarges RGB pixels to `size` × `size` by bilinear interpolation between pixel centres (`(i + 0.5) · from / to − 0.5`,
 * edges repeated), as PIL, Keras and PyTorch do. libvips cannot do it: it enlarges between pixel corners, which moves
 * the picture by half a pixel.
 */
export function stretch(pixels: Uint8Array, width: number, height: number, size: number): Uint8Array {
  const horizontal = taps(width, size);
  const vertical = taps(height, size);
  const output = new Uint8Array(size * size * 3);
  let at = 0;
  for (let y = 0; y < size; y++) {
    const top = vertical.first[y]! * width;
    const bottom = vertical.second[y]! * width;
    const down = vertical.weight[y]!;
    for (let x = 0; x < size; x++) {
      const left = horizontal.first[x]!;
      const right = horizontal.second[x]!;
      const across = horizontal.weight[x]!;
      for (let channel = 0; channel < 3; channel++) {
        const topLeft = pixels[(top + left) * 3 + channel]!;
        const topRight = pixels[(top + right) * 3 + channel]!;
        const bottomLeft = pixels[(bottom + left) * 3 + channel]!;
        const bottomRight = pixels[(bottom + right) * 3 + channel]!;
        const upper = topLeft + (topRight - topLeft) * across;
        const lower = bottomLeft + (bottomRight - bottomLeft) * across;
        output[at++] = upper + (lower - upper) * down + 0.5;
      }
    }
  }
  return output;
}

function taps(from: number, to: number): Taps {
  const first = new Int32Array(to);
  const second = new Int32Array(to);
  const weight = new Float32Array(to);
  for (let i = 0; i < to; i++) {
    const source = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    first[i] = Math.floor(source);
    second[i] = Math.min(first[i]! + 1, from - 1);
    weight[i] = source - first[i]!;
  }
  return { first, second, weight };
}
