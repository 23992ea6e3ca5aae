import { ThawError } from '@thaw/core';
import type { ObjectStore, ReadObject } from '../../objects/object-store.js';

/** An object that is held in memory as a whole. @throws ThawError `THAW-BUCKET-TOO-LARGE`. */
export async function readWithin(
  objects: ObjectStore,
  name: string,
  mostBytes: number,
): Promise<ReadObject | undefined> {
  const found = await objects.readNow(name, mostBytes);
  if (found === 'too-large') throw tooLarge(objects, name, mostBytes);
  return found;
}

/** Nobody could read it again. */
export function requireWithin(
  objects: ObjectStore,
  name: string,
  content: Pick<Uint8Array, 'byteLength'>,
  mostBytes: number,
): void {
  if (content.byteLength > mostBytes) throw tooLarge(objects, name, mostBytes);
}

const tooLarge = ({ place }: ObjectStore, name: string, mostBytes: number): ThawError =>
  new ThawError({
    code: 'THAW-BUCKET-TOO-LARGE',
    message: `${name} of ${place} has no bounds`,
    expected: `at most ${mostBytes / 2 ** 20} MiB, in which a hundred thousand entries have room`,
    found: 'more',
    remedy:
      'if something else than Thaw has written it, remove it; else divide the data set, or keep results in a folder by --store DIR',
  });
