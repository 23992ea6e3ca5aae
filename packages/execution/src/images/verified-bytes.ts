import { hash } from 'node:crypto';
import { NoRegularFile, readRegular, type Admit } from '../files/open-regular.js';

/** A file that an image should be in, as the index of a dataset has it, or as somebody has named it. */
export interface ImageFile {
  readonly file: string;
  /** Of the bytes that are meant, in hex; absent: whatever it holds. */
  readonly sha256?: string;
}

/**
 * Why what a file holds is not the image of the index just now. Tomorrow it may be again: nothing is learned of the
 * image itself.
 */
export interface OtherBytes {
  readonly other: string;
}

export const areOtherBytes = (found: object): found is OtherBytes => 'other' in found;

/** The bytes that are meant: read once, so that what is checked is what is used. */
export async function verifiedBytes(
  { file, sha256 }: ImageFile,
  admit?: Admit,
): Promise<Uint8Array | OtherBytes> {
  try {
    const bytes = await readRegular(file, admit);
    const isMeant = sha256 === undefined || hash('sha256', bytes, 'hex') === sha256;
    return isMeant ? bytes : { other: 'other bytes than were indexed' };
  } catch (error) {
    return { other: reasonOf(error as Error, sha256 === undefined ? '' : ' any more') };
  }
}

function reasonOf(error: Error, since: '' | ' any more'): string {
  if (error instanceof NoRegularFile) return `it is no regular file${since}`;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `there is no such file${since}`;
  if (code === 'EACCES' || code === 'EPERM') return `it must not be read (${code})`;
  return message;
}
