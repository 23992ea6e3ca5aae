import { crc32, deflateSync } from 'node:zlib';

// The smallest files that are the largest of pictures, made by hand: encoders would need the memory that decoders should not.

const chunk = (type: string, data: Buffer): Buffer => {
  const [head, sum] = [Buffer.alloc(8), Buffer.alloc(4)];
  head.writeUInt32BE(data.length);
  head.write(type, 4, 'latin1');
  sum.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), data])));
  return Buffer.concat([head, data, sum]);
};

export interface PngShape {
  readonly width: number;
  readonly height: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and 6 RGB with transparency. */
  readonly colourType?: 0 | 2 | 3 | 4 | 6;
  readonly bits?: 8 | 16;
  readonly isInterlaced?: boolean;
}

/** A PNG that begins as one of such a shape does; there are no pixels in it, or as many bytes as are given. */
export function png(
  { width, height, colourType = 2, bits = 8, isInterlaced = false }: PngShape,
  pixels = 0,
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([bits, colourType, 0, 0, isInterlaced ? 1 : 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(pixels))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A lossless WebP of one colour, 16,383 pixels wide and high, in 40 bytes: 2.1 GB once decoded. */
export const largestWebp = (): Buffer => {
  const small = Buffer.from(
    '5249464620000000574542505650384c140000002f3fc00f00071011fd0f0009e1ff7b2da2ffa91f',
    'hex',
  );
  const side = 16_383 - 1;
  const flags = small.readUInt32LE(21) & ~(2 ** 28 - 1);
  small.writeUInt32LE((flags | side | (side << 14)) >>> 0, 21);
  return small;
};
