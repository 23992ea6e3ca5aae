/** Side of the square that a picture is shrunk to, RGB, before it is described. */
export const sketchSide = 32;
const frequencies = 8;
const coarseSide = 16;

/** What a picture looks like at a glance. */
export interface Sketch {
  /** 64 bits: which of the 8 × 8 lowest frequencies, horizontal by vertical, are stronger than the median. */
  readonly hash: readonly [high: number, low: number];
  /** The picture at 16 × 16, RGB. */
  readonly colours: Uint8Array;
}

/** Of `[32, 32, 3]` pixels, RGB. The hash is pHash's (Zauner 2010): a cosine transform of the grey picture. */
export function sketchOf(pixels: Uint8Array): Sketch {
  const strengths = lowFrequencies(greyOf(pixels));
  const ordered = strengths.toSorted();
  const median = (ordered[31]! + ordered[32]!) / 2;
  const bits = (from: number) => {
    let word = 0;
    for (let bit = 0; bit < 32; bit++) if (strengths[from + bit]! > median) word |= 1 << bit;
    return word >>> 0;
  };
  return { hash: [bits(0), bits(32)], colours: coarse(pixels) };
}

/** How many of the 64 bits of two hashes differ. */
export const hashDistance = (a: Sketch, b: Sketch): number =>
  ones(a.hash[0] ^ b.hash[0]) + ones(a.hash[1] ^ b.hash[1]);

/**
 * Mean difference of two pictures, of 255, but for what makes all of one brighter than the other. Where it is more than `enough`,
 * some number that is.
 */
export function colourDistance({ colours: a }: Sketch, { colours: b }: Sketch, enough = Infinity): number {
  let offset = 0;
  for (let at = 0; at < a.length; at++) offset += a[at]! - b[at]!;
  offset /= a.length;
  const most = enough * a.length;
  let sum = 0;
  for (let at = 0; at < a.length && sum <= most; at++) sum += Math.abs(a[at]! - b[at]! - offset);
  return sum / a.length;
}

/** `cosines[frequency - 1][position]`; the mean of a line, frequency 0, says nothing of its shape. */
const cosines = Array.from({ length: frequencies }, (_, index) =>
  Float64Array.from({ length: sketchSide }, (_, position) =>
    Math.cos(((2 * position + 1) * (index + 1) * Math.PI) / (2 * sketchSide)),
  ),
);

function lowFrequencies(grey: Float64Array): Float64Array {
  const rows = new Float64Array(sketchSide * frequencies);
  for (let y = 0; y < sketchSide; y++)
    for (let u = 0; u < frequencies; u++) {
      let sum = 0;
      for (let x = 0; x < sketchSide; x++) sum += grey[y * sketchSide + x]! * cosines[u]![x]!;
      rows[y * frequencies + u] = sum;
    }
  const strengths = new Float64Array(frequencies * frequencies);
  for (let v = 0; v < frequencies; v++)
    for (let u = 0; u < frequencies; u++) {
      let sum = 0;
      for (let y = 0; y < sketchSide; y++) sum += rows[y * frequencies + u]! * cosines[v]![y]!;
      strengths[v * frequencies + u] = sum;
    }
  return strengths;
}

/** By the weights of ITU-R BT.601, as grey is made of colours nearly everywhere. */
const greyOf = (pixels: Uint8Array): Float64Array =>
  Float64Array.from(
    { length: sketchSide ** 2 },
    (_, at) => 0.299 * pixels[3 * at]! + 0.587 * pixels[3 * at + 1]! + 0.114 * pixels[3 * at + 2]!,
  );

function coarse(pixels: Uint8Array): Uint8Array {
  const colours = new Uint8Array(coarseSide ** 2 * 3);
  for (let y = 0; y < coarseSide; y++)
    for (let x = 0; x < coarseSide; x++)
      for (let channel = 0; channel < 3; channel++) {
        const at = (row: number, column: number) =>
          pixels[((2 * y + row) * sketchSide + 2 * x + column) * 3 + channel]!;
        colours[(y * coarseSide + x) * 3 + channel] = (at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4;
      }
  return colours;
}

/** Bits that are set in 32. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const quads = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return (((quads + (quads >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
