export interface TiffSketch {
  readonly photometric: number;
  /** Of each channel. */
  readonly bits: readonly number[];
  /** 1: unsigned, 2: signed, 3: floating point. */
  readonly format?: number;
  readonly pixel: Uint8Array;
  /** How many pixels these bytes are of. Default 1. */
  readonly pixels?: number;
  readonly extraSamples?: readonly number[];
  /** Of the colours in YCbCr: 1 or 2. */
  readonly subsampling?: number;
  readonly bigEndian?: boolean;
}

const side = 16;

/** An uncompressed TIFF 6.0 of 16 × 16 equal pixels; sharp does not write all kinds there are. */
export function writeTiff(sketch: TiffSketch): Buffer {
  const {
    photometric,
    bits,
    format = 1,
    pixel,
    pixels = 1,
    extraSamples,
    subsampling,
    bigEndian = false,
  } = sketch;
  const data = Buffer.alloc((side * side * pixel.length) / pixels, pixel);
  const each = bits.map(() => format);
  const entries: [tag: number, values: readonly number[]][] = [
    [256, [side]],
    [257, [side]],
    [258, bits],
    [259, [1]],
    [262, [photometric]],
    [273, [0]],
    [277, [bits.length]],
    [278, [side]],
    [279, [data.length]],
    ...(extraSamples ? ([[338, extraSamples]] as [number, readonly number[]][]) : []),
    [339, each],
    ...(subsampling ? ([[530, [subsampling, subsampling]]] as [number, readonly number[]][]) : []),
  ];
  const directory = Buffer.alloc(2 + 12 * entries.length + 4);
  const write16 = (target: Buffer, value: number, at: number) =>
    bigEndian ? target.writeUInt16BE(value, at) : target.writeUInt16LE(value, at);
  const write32 = (target: Buffer, value: number, at: number) =>
    bigEndian ? target.writeUInt32BE(value, at) : target.writeUInt32LE(value, at);
  const long: Buffer[] = [];
  let end = 8 + directory.length;
  write16(directory, entries.length, 0);
  for (const [index, [tag, values]] of entries.entries()) {
    const at = 2 + 12 * index;
    write16(directory, tag, at);
    write16(directory, 3, at + 2);
    write32(directory, values.length, at + 4);
    if (values.length <= 2) values.forEach((value, place) => write16(directory, value, at + 8 + 2 * place));
    else {
      const list = Buffer.alloc(2 * values.length);
      values.forEach((value, place) => write16(list, value, 2 * place));
      write32(directory, end, at + 8);
      long.push(list);
      end += list.length;
    }
  }
  write16(directory, end, 2 + 12 * entries.findIndex(([tag]) => tag === 273) + 8);
  const header = Buffer.alloc(8);
  header.write(bigEndian ? 'MM' : 'II');
  write16(header, 42, 2);
  write32(header, 8, 4);
  return Buffer.concat([header, directory, ...long, data]);
}
