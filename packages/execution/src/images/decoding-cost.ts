import { openImage } from './open-image.js';
import { isUnreadable } from './unreadable.js';

/** What is known of a picture by its header, since a few bytes may be the largest of pictures. */
export interface DecodingCost {
  readonly width: number;
  readonly height: number;
  /** What decoding it takes of memory at most, as was measured of each format. */
  readonly bytes: number;
}

interface Header {
  readonly width: number;
  readonly height: number;
  /** Of a row, for each pixel. */
  readonly rowBytes: number;
  /** Of what is held whole, for each pixel. */
  readonly heldBytes: number;
}

/**
 * Undefined where there is no header that can be read; decoding says why. Of the usual formats it is read here, as asking libvips costs a
 * twentieth of decoding a small photograph.
 */
export async function decodingCost(bytes: Uint8Array): Promise<DecodingCost | undefined> {
  const header =
    withPixels(pngHeader(bytes) ?? jpegHeader(bytes)) ?? withPixels(await headerByLibrary(bytes));
  if (!header) return undefined;
  const { width, height, rowBytes, heldBytes } = header;
  return { width, height, bytes: width * height * heldBytes + rowsHeld(height) * width * rowBytes };
}

/** No picture has none, so that a header which says so is none. */
const withPixels = (header: Header | undefined): Header | undefined =>
  header && header.width * header.height > 0 ? header : undefined;

/** Rows that steps of the pipeline hold for each other, which counts where a picture is very wide. */
const rowsHeld = (height: number): number => 12 * Math.min(height, 32);

/** Of a picture that passes row by row, more than it takes as long as it is not very wide. */
const passing = 4;

/** By colour type: grey, RGB, palette, grey with transparency, RGB with transparency. */
const pngChannels: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [2, 3],
  [3, 4],
  [4, 2],
  [6, 4],
]);

function pngHeader(bytes: Uint8Array): Header | undefined {
  if (bytes.length < 29) return undefined;
  const view = viewOf(bytes);
  const channels = pngChannels.get(bytes[25]!);
  if (view.getUint32(0) !== 0x89504e47 || channels === undefined) return undefined;
  const rowBytes = channels * (bytes[24]! > 8 ? 2 : 1);
  const isInterlaced = bytes[28] !== 0;
  return {
    width: view.getUint32(16),
    height: view.getUint32(20),
    rowBytes,
    heldBytes: isInterlaced ? rowBytes + 2 : passing,
  };
}

/** Markers of frames (SOF0 to SOF15) say the size; DHT, JPG and DAC among them do not. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
const startOfScan = 0xda;

/** TEM, RST0 to RST7, SOI and EOI, which no length follows. None of them stands in a header; the library knows what to make of it. */
const isBare = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd9);

function jpegHeader(bytes: Uint8Array): Header | undefined {
  const view = viewOf(bytes);
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  let frame: { width: number; height: number; channels: number; isSequential: boolean } | undefined;
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    if (isBare(marker)) return undefined;
    if (isFrame(marker)) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      frame = { width, height, channels: bytes[at + 9]!, isSequential: marker <= 0xc1 };
    } else if (marker === startOfScan && frame) {
      const { isSequential, channels, ...size } = frame;
      // In several scans, coefficients of 16 bits are held until the last has come.
      const isOneScan = isSequential && bytes[at + 4] === channels;
      return { ...size, rowBytes: channels, heldBytes: isOneScan ? passing : 2 * channels + 1 };
    }
    // Any number of bytes may fill the space before a marker.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return undefined;
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

const sampleBytes: ReadonlyMap<string, number> = new Map([
  ['uchar', 1],
  ['char', 1],
  ['ushort', 2],
  ['short', 2],
]);

async function headerByLibrary(bytes: Uint8Array): Promise<Header | undefined> {
  try {
    const image = await openImage(bytes);
    if (isUnreadable(image)) return undefined;
    const { width, height, format, channels, depth } = await image.metadata();
    const rowBytes = channels * (sampleBytes.get(depth) ?? 8);
    return { width, height, rowBytes, heldBytes: heldBytesOf(format, rowBytes, depth) };
  } catch {
    return undefined;
  }
}

function heldBytesOf(format: string, rowBytes: number, depth: string): number {
  // Both canvases of an animation, or the picture as it is coded and as it is given out.
  if (format === 'webp') return 10;
  if (format === 'gif') return 6;
  if (format === 'heif') return depth === 'uchar' ? 20 : 27;
  // One strip or tile may be all of it, and what is in it once unpacked.
  return Math.max(passing, 2 * rowBytes);
}
