import { unzipSync } from 'fflate';
import { Unreadable } from './unreadable.js';

export interface ReadZipOptions {
  isWanted(name: string): boolean;
  /** What is to be read of it takes so much; the entries may hold more, such as other layers. */
  readonly neededBytes: number;
}

/**
 * What entries may grow to, all together: so many times the larger of what they are packed into and what is needed.
 * Trained weights hardly shrink (by a tenth). What does was never trained: the slots of an optimizer, twice the
 * network, or layers on top that are zeros.
 */
const expansion = 8;
/** What a directory takes for an entry, its name left out. */
const smallestEntry = 46;
/** Of descriptions, which are text and shrink well; the largest of Keras Applications has a megabyte. */
const descriptionBytes = 16 * 2 ** 20;

/** Unpacks the entries whose name is wanted, into memory; how large they are is known from the directory before. */
export function readZip(bytes: Uint8Array, options: ReadZipOptions): ReadonlyMap<string, Uint8Array> {
  const { isWanted } = options;
  try {
    refuseBomb(bytes, options);
    return new Map(Object.entries(unzipSync(bytes, { filter: ({ name }) => isWanted(name) })));
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable('not a whole zip archive', undefined, { cause: error });
  }
}

function refuseBomb(bytes: Uint8Array, { isWanted, neededBytes }: ReadZipOptions): void {
  let [entries, packed, unpacked] = [0, 0, 0];
  unzipSync(bytes, {
    filter({ name, size, originalSize }) {
      // A damaged count may be four billion, and each of them would be looked for.
      if (++entries > bytes.length / smallestEntry)
        throw new Unreadable('a zip that lists more than it holds');
      if (isWanted(name)) {
        packed += size;
        unpacked += originalSize;
      }
      return false;
    },
  });
  // Entries that overlap unpack the same bytes again and again; sizes beyond 4 GB may be placeholders of the format.
  if (packed > bytes.length)
    throw new Unreadable(`a zip of ${bytes.length} bytes whose entries take ${packed}`);
  if (unpacked > expansion * Math.max(packed, neededBytes) + descriptionBytes) {
    throw new Unreadable(`${unpacked} bytes packed into ${packed}, for weights of ${neededBytes}`);
  }
}
