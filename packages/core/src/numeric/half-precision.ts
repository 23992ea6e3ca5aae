/**
 * IEEE 754 binary16 beside float32: 11 significant bits, magnitudes from 6e-8 to 65,504. Node has no Float16Array before
 * version 24, and the npm package that stands in for it decodes 24 million numbers a second, where this does 200: it is
 * done for each batch of each epoch.
 */

export const largestHalf = 65504;
/** Its bits; what is above is stored as this, so that one outlier does not become an infinity. */
const largest = 0x7bff;
const firstAbove = 0x477ff000;
const firstNormal = 0x38800000;
const infinity = 0x7f800000;
/** The exponents' biases differ by 112, in the place where float32 has its exponent. */
const rebias = 0x38000000;

/** Rounds to the nearest half, ties to the even one. NaN stays NaN. */
export function toHalf(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let index = 0; index < halves.length; index++) halves[index] = halfOf(bits[index]!, values[index]!);
  return halves;
}

function halfOf(bits: number, value: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > infinity) return 0x7e00;
  if (magnitude >= firstAbove) return sign | largest;
  if (magnitude >= firstNormal)
    return sign | ((magnitude - rebias + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
  return sign | roundHalfToEven(Math.abs(value) * 2 ** 24);
}

/** Below the least normal half, numbers are multiples of 2⁻²⁴. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

/** Exact: every half is a float32. */
export function fromHalf(halves: Uint16Array): Float32Array {
  valueOfHalf ??= Float32Array.from({ length: 2 ** 16 }, (_, half) => valueOf(half));
  const values = new Float32Array(halves.length);
  for (let index = 0; index < halves.length; index++) values[index] = valueOfHalf[halves[index]!]!;
  return values;
}

/** Of every half, once one is read. */
let valueOfHalf: Float32Array | undefined;

function valueOf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 31;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
