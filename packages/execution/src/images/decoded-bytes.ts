import { openImage } from './open-image.js';
import { isUnreadable } from './unreadable.js';

const bytesPerPixel = 4;

/**
 * What an image takes in memory, decoded whole: by its header, since a few kilobytes may be the largest of pictures.
 * Of the usual formats the header is read here, as asking libvips costs a twentieth of decoding a small photograph.
 */
export async function decodedBytes(bytes: Uint8Array): Promise<number> {
  return bytesPerPixel * (pngPixels(bytes) ?? jpegPixels(bytes) ?? (await pixelsByLibrary(bytes)));
}

function pngPixels(bytes: Uint8Array): number | undefined {
  const view = viewOf(bytes);
  return bytes.length >= 24 && view.getUint32(0) === 0x89504e47
    ? view.getUint32(16) * view.getUint32(20)
    : undefined;
}

/** Markers of frames (SOF0 to SOF15) say the size; DHT, JPG and DAC among them do not. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function jpegPixels(bytes: Uint8Array): number | undefined {
  const view = viewOf(bytes);
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    if (isFrame(marker)) return view.getUint16(at + 5) * view.getUint16(at + 7);
    // Any number of bytes may fill the space before a marker.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return undefined;
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

/** Of what cannot be read, decoding says why. */
async function pixelsByLibrary(bytes: Uint8Array): Promise<number> {
  try {
    const image = await openImage(bytes);
    if (isUnreadable(image)) return 0;
    const { width, height } = await image.metadata();
    return width * height;
  } catch {
    return 0;
  }
}
