/** A tensor with its bytes as they are. */
export interface RawTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A safetensors file as Python's package writes it: tensors one after another, in the order of the header. */
export function encodeSafetensors(tensors: Readonly<Record<string, RawTensor>>): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let end = 0;
  for (const [name, { dtype, shape, bytes }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [end, (end += bytes.length)] };
  }
  return withHeader(JSON.stringify(header), ...Object.values(tensors).map(({ bytes }) => bytes));
}

/** A file with this header, whatever it says. */
export function withHeader(header: string, ...data: readonly Uint8Array[]): Uint8Array {
  const text = new TextEncoder().encode(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return new Uint8Array(Buffer.concat([length, text, ...data]));
}

/** Numbers as float32, float16 or bfloat16; the last two by cutting off what they have no room for. */
export function rawTensor(
  dtype: 'F32' | 'F16' | 'BF16',
  shape: readonly number[],
  numbers: ArrayLike<number>,
): RawTensor {
  const floats = Float32Array.from(numbers);
  const bits = new Uint32Array(floats.buffer);
  if (dtype === 'F32') return { dtype, shape, bytes: new Uint8Array(floats.buffer) };
  const halves = Uint16Array.from(bits, dtype === 'BF16' ? (each) => each >>> 16 : halfOf);
  return { dtype, shape, bytes: new Uint8Array(halves.buffer) };
}

/** Of magnitudes from 2⁻¹⁴ to 65,504, and of 0. */
function halfOf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 127 + 15;
  return exponent <= 0 ? sign : sign | (exponent << 10) | ((bits >>> 13) & 0x3ff);
}
