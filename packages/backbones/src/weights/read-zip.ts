import { unzipSync } from 'fflate';
import { Unreadable } from './unreadable.js';

/** Keras's own limits for what an entry may grow to (saving_lib.py): beyond both it is a decompression bomb. */
const bombFloorBytes = 128 * 2 ** 20;
const bombExpansion = 100;

/** Unpacks the entries whose name is wanted, into memory. */
export function readZip(
  bytes: Uint8Array,
  isWanted: (name: string) => boolean,
): ReadonlyMap<string, Uint8Array> {
  try {
    const entries = unzipSync(bytes, {
      filter: ({ name, size, originalSize }) => {
        if (!isWanted(name)) return false;
        if (originalSize > Math.max(bombFloorBytes, bombExpansion * size)) {
          throw new Unreadable(`${name}, ${originalSize} bytes packed into ${size}`);
        }
        return true;
      },
    });
    return new Map(Object.entries(entries));
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable('not a whole zip archive', undefined, { cause: error });
  }
}
