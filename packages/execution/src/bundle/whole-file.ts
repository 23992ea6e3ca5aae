import { stat } from 'node:fs/promises';
import { hashFile } from '../weights/file-hash.js';
import type { BundleFile } from './bundle-manifest.js';

/** Whether a file is there and is the one that a bundle lists. */
export async function isWhole(path: string, { bytes, sha256 }: BundleFile): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && found.size === bytes && (await hashFile(path, 'sha256')) === sha256;
}
