import type { DataSource } from '@thaw/core';
import { hash } from 'node:crypto';

/** An image as the index of its dataset has it. */
export interface IdentifiedImage {
  readonly path: string;
  /** Of its bytes, in hex. */
  readonly sha256: string;
}

/**
 * Why what a source has is not the image of the index just now. Tomorrow it may be again: nothing is learned of the
 * image itself.
 */
export interface OtherBytes {
  readonly other: string;
}

export const areOtherBytes = (found: object): found is OtherBytes => 'other' in found;

/** The bytes that the index means, as they were when it was made: read once, so that what is checked is what is used. */
export async function verifiedBytes(
  source: DataSource,
  { path, sha256 }: IdentifiedImage,
): Promise<Uint8Array | OtherBytes> {
  try {
    const bytes = await source.read(path);
    return hash('sha256', bytes, 'hex') === sha256 ? bytes : { other: 'other bytes than were indexed' };
  } catch (error) {
    return { other: reasonOf(error as NodeJS.ErrnoException) };
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such file any more';
  if (code === 'EACCES' || code === 'EPERM') return `it must not be read (${code})`;
  return message;
}
