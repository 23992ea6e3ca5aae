import { ThawError, type DataSource, type OnProgress } from '@thaw/core';
import { availableParallelism } from 'node:os';
import sharp from 'sharp';
import { inParallel } from '../data/in-parallel.js';
import { decodeWithin } from './decode-within.js';
import { openImage } from './open-image.js';
import { sketchOf, sketchSide, type Sketch } from './perceptual-hash.js';
import { isRefused, refusedProblems } from './refused.js';
import { filesHere, picturesHere } from './room-here.js';
import { isUnreadable, type Unreadable } from './unreadable.js';

/** What one sees of an image without knowing what it shows. */
export interface Look {
  /** In pixels, turned upright. */
  readonly width: number;
  readonly height: number;
  readonly sketch: Sketch;
}

type ReadSource = Pick<DataSource, 'read' | 'size'>;

export interface LookOptions {
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * Opens every image as a sweep would, whole, and says what it is like, or why it cannot be read.
 * @throws the signal's reason once it is aborted; ThawError `THAW-RUN-OUT-OF-MEMORY` with the name of an image.
 */
export async function lookAtImages(
  source: ReadSource,
  paths: readonly string[],
  { onProgress, signal }: LookOptions = {},
): Promise<(Look | Unreadable)[]> {
  // Whole images side by side keep cores busier than several threads on each; libuv runs four at a time.
  sharp.concurrency(Math.ceil(availableParallelism() / 4));
  let done = 0;
  return inParallel(paths, 2 * availableParallelism(), async (path) => {
    signal?.throwIfAborted();
    const look = await filesHere.hold(await source.size(path), () => lookAt(source, path));
    onProgress?.({ label: 'looking at images', done: ++done, total: paths.length, unit: 'images' });
    return look;
  });
}

async function lookAt(source: ReadSource, path: string): Promise<Look | Unreadable> {
  const bytes = await source.read(path).catch((error: NodeJS.ErrnoException) => error);
  if (bytes instanceof ThawError) throw bytes;
  if (bytes instanceof Error) return { unreadable: `it cannot be opened (${bytes.code ?? bytes.message})` };
  // A spec will say how large images may be; this is to find out how large they are.
  const pixels = await decodeWithin(bytes, sketchSide, { maxPixels: Infinity, room: picturesHere });
  if (isUnreadable(pixels)) return pixels;
  if (isRefused(pixels)) throw new ThawError(refusedProblems([{ ...pixels, path }]));
  const opened = await openImage(bytes);
  if (isUnreadable(opened)) return opened;
  const { autoOrient: size } = await opened.metadata();
  return { ...size, sketch: sketchOf(pixels) };
}
