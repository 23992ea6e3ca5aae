import type { BigIntStats } from 'node:fs';

/**
 * What tells a file from any other that was in its place, as in git's index. Nobody can set the time of the inode's
 * change, so it tells of archives that restore times, and of files that were swapped.
 */
export interface FileState {
  /** Device, inode, size, and times of the content's and the inode's change. */
  readonly identity: string;
  /** Of the inode, Unix time in milliseconds. */
  readonly changedMs: number;
  readonly bytes: number;
}

export const fileStateOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): FileState => ({
  identity: [dev, ino, size, mtimeNs, ctimeNs].join(':'),
  changedMs: Number(ctimeNs / 1_000_000n),
  bytes: Number(size),
});

/**
 * The coarsest times that a file system keeps (FAT's): of two changes within them the second may not show. So what has
 * changed this shortly before it was hashed is hashed again the next time; git calls such entries racy.
 */
const coarsestTimeMs = 2000;

/** Whether the state of a file that is hashed now may also be that of another content. */
export const isRacy = ({ changedMs }: FileState): boolean => changedMs > Date.now() - coarsestTimeMs;
