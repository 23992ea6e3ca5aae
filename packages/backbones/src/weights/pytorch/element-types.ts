interface Element {
  readonly bytes: number;
  /** Absent for integers, which no weight is made of. */
  readonly read?: (view: DataView, index: number) => number;
}

/** PyTorch's storage classes, little-endian. */
export const elementTypes = {
  FloatStorage: { bytes: 4, read: (view, index) => view.getFloat32(index * 4, true) },
  DoubleStorage: { bytes: 8, read: (view, index) => view.getFloat64(index * 8, true) },
  HalfStorage: { bytes: 2, read: (view, index) => fromHalf(view.getUint16(index * 2, true)) },
  BFloat16Storage: { bytes: 2, read: (view, index) => fromBrainFloat(view.getUint16(index * 2, true)) },
  LongStorage: { bytes: 8 },
  IntStorage: { bytes: 4 },
  ByteStorage: { bytes: 1 },
  BoolStorage: { bytes: 1 },
} as const satisfies Record<string, Element> as Record<ElementType, Element>;

export type ElementType =
  | 'FloatStorage'
  | 'DoubleStorage'
  | 'HalfStorage'
  | 'BFloat16Storage'
  | 'LongStorage'
  | 'IntStorage'
  | 'ByteStorage'
  | 'BoolStorage';

/** IEEE 754 binary16. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));

/** The upper half of a float32. */
function fromBrainFloat(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}
