import { hash } from 'node:crypto';
import { NoRegularFile, readRegular } from '../files/open-regular.js';

/** An image as the index of its dataset has it, and the file that it should be in. */
export interface IdentifiedFile {
  readonly file: string;
  /** Of its bytes, in hex. */
  readonly sha256: string;
}

/**
 * Why what a file holds is not the image of the index just now. Tomorrow it may be again: nothing is learned of the
 * image itself.
 */
export interface OtherBytes {
  readonly other: string;
}

export const areOtherBytes = (found: object): found is OtherBytes => 'other' in found;

/** The bytes that the index means, as they were when it was made: read once, so that what is checked is what is used. */
export async function verifiedBytes({ file, sha256 }: IdentifiedFile): Promise<Uint8Array | OtherBytes> {
  try {
    const bytes = await readRegular(file);
    return hash('sha256', bytes, 'hex') === sha256 ? bytes : { other: 'other bytes than were indexed' };
  } catch (error) {
    return { other: reasonOf(error as Error) };
  }
}

function reasonOf(error: Error): string {
  if (error instanceof NoRegularFile) return 'it is no regular file any more';
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file any more';
  if (code === 'EACCES' || code === 'EPERM') return `it must not be read (${code})`;
  return message;
}
