import { Unreadable } from '../unreadable.js';

/** Floating-point numbers as files hold them, little-endian. */
export interface ElementType {
  readonly bytes: number;
  /** As float32; in place where that is what they are. */
  toFloats(bytes: Uint8Array): Float32Array;
}

export const float32: ElementType = {
  bytes: 4,
  // An array starts at a multiple of its elements' size, which bytes in a file need not. (A Buffer's `slice` is no copy.)
  toFloats: (bytes) => {
    const { buffer, byteOffset, byteLength } = bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.from(bytes);
    return new Float32Array(buffer, byteOffset, byteLength / 4);
  },
};

export const float64 = converted(8, (view, at) => toSingle(view.getFloat64(at, true)));
/** IEEE 754 binary16. */
export const float16 = converted(2, (view, at) => fromHalf(view.getUint16(at, true)));
/** The upper half of a float32. */
export const bfloat16 = converted(2, (view, at) => fromBrainFloat(view.getUint16(at, true)));

/** A number that only float64 can hold would become infinite. */
export function toSingle(value: number): number {
  const single = Math.fround(value);
  if (Math.abs(single) === Infinity && Math.abs(value) !== Infinity)
    throw new Unreadable(`the number ${value}, beyond what float32 holds`);
  return single;
}

function converted(bytes: number, numberAt: (view: DataView, at: number) => number): ElementType {
  return {
    bytes,
    toFloats({ buffer, byteOffset, byteLength }) {
      const view = new DataView(buffer, byteOffset, byteLength);
      return Float32Array.from({ length: byteLength / bytes }, (_, index) => numberAt(view, index * bytes));
    },
  };
}

function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));

function fromBrainFloat(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}
