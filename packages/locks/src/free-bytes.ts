import { statfs } from 'node:fs/promises';

/** What the disk of a folder, which exists, has free for this user. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
