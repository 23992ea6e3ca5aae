/** What a TIFF says of the pixels of its first picture, and libvips does not pass on. Undefined where it says nothing. */
export interface TiffTags {
  /** `PhotometricInterpretation`. */
  readonly photometric?: number;
  readonly compression?: number;
  /** The first of `ExtraSamples`: 0 for a channel of no known meaning, 1 and 2 for transparency. */
  readonly extraSample?: number;
}

const numbers: Readonly<Record<keyof TiffTags, number>> = {
  photometric: 262,
  compression: 259,
  extraSample: 338,
};

/** Undefined if it is no TIFF. By TIFF 6.0, and BigTIFF with its offsets of 64 bits. */
export function tiffTags(bytes: Uint8Array): TiffTags | undefined {
  const order = String.fromCharCode(...bytes.subarray(0, 2));
  if (order !== 'II' && order !== 'MM') return undefined;
  const little = order === 'II';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const version = view.getUint16(2, little);
    if (version !== 42 && version !== 43) return undefined;
    const entries = version === 42 ? entriesOf(view, little) : bigEntriesOf(view, little);
    const read = (name: keyof TiffTags) => {
      const value = entries.get(numbers[name]);
      return value === undefined ? {} : { [name]: value };
    };
    return { ...read('photometric'), ...read('compression'), ...read('extraSample') };
  } catch (error) {
    // Cut off: decoding it says so.
    if (error instanceof RangeError) return {};
    throw error;
  }
}

/** The first value of each entry that holds numbers of 16 bits, by tag; more than two of them stand elsewhere. */
function entriesOf(view: DataView, little: boolean): Map<number, number> {
  const directory = view.getUint32(4, little);
  return shorts(view, little, {
    first: directory + 2,
    count: view.getUint16(directory, little),
    bytes: 12,
    valueAt: (entry) =>
      view.getUint32(entry + 4, little) <= 2 ? entry + 8 : view.getUint32(entry + 8, little),
  });
}

function bigEntriesOf(view: DataView, little: boolean): Map<number, number> {
  const directory = Number(view.getBigUint64(8, little));
  return shorts(view, little, {
    first: directory + 8,
    count: Number(view.getBigUint64(directory, little)),
    bytes: 20,
    valueAt: (entry) =>
      view.getBigUint64(entry + 4, little) <= 4n ? entry + 12 : Number(view.getBigUint64(entry + 12, little)),
  });
}

interface Directory {
  readonly first: number;
  readonly count: number;
  /** Of an entry. */
  readonly bytes: number;
  readonly valueAt: (entry: number) => number;
}

/** TIFF's number for the type `SHORT`. */
const short = 3;

function shorts(
  view: DataView,
  little: boolean,
  { first, count, bytes, valueAt }: Directory,
): Map<number, number> {
  const values = new Map<number, number>();
  for (let entry = first; entry < first + count * bytes; entry += bytes) {
    if (view.getUint16(entry + 2, little) !== short) continue;
    values.set(view.getUint16(entry, little), view.getUint16(valueAt(entry), little));
  }
  return values;
}
