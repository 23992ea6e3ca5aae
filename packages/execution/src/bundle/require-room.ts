import { ThawError } from '@thaw/core';
import { freeBytes } from '@thaw/locks';
import { bytesBelow } from '../files/files-below.js';
import type { BundleFile } from './bundle-manifest.js';

/** Before anything is unpacked; what an earlier call has unpacked is room that is taken already. */
export async function requireRoom(
  cacheFolder: string,
  wanted: readonly BundleFile[],
  staging: string,
): Promise<void> {
  const free = (await freeBytes(cacheFolder)) + (await bytesBelow(staging).catch(() => 0));
  const needed = wanted.reduce((sum, { bytes }) => sum + bytes, 0);
  if (free >= needed) return;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new ThawError({
    code: 'THAW-BUNDLE-NO-ROOM',
    message: 'the disk has no room for what the bundle holds',
    expected: `${gigabytes(needed)} free for ${cacheFolder}`,
    found: `${gigabytes(free)} free`,
    remedy: 'free some space, or name a folder on another disk with `--into`',
  });
}
