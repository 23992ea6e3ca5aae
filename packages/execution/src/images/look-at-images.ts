import type { DataSource, OnProgress } from '@thaw/core';
import { availableParallelism } from 'node:os';
import sharp from 'sharp';
import { inParallel } from '../data/in-parallel.js';
import { decodeImage } from './decode-image.js';
import { openImage } from './open-image.js';
import { sketchOf, sketchSide, type Sketch } from './perceptual-hash.js';
import { isUnreadable, type Unreadable } from './unreadable.js';

/** What one sees of an image without knowing what it shows. */
export interface Look {
  /** In pixels, turned upright. */
  readonly width: number;
  readonly height: number;
  readonly sketch: Sketch;
}

export interface LookOptions {
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * Opens every image as a sweep would, whole, and says what it is like, or why it cannot be read.
 * @throws the signal's reason once it is aborted.
 */
export async function lookAtImages(
  source: Pick<DataSource, 'read'>,
  paths: readonly string[],
  { onProgress, signal }: LookOptions = {},
): Promise<(Look | Unreadable)[]> {
  // Whole images side by side keep cores busier than several threads on each; libuv runs four at a time.
  sharp.concurrency(Math.ceil(availableParallelism() / 4));
  let done = 0;
  return inParallel(paths, 2 * availableParallelism(), async (path) => {
    signal?.throwIfAborted();
    const look = await lookAt(source, path);
    onProgress?.({ label: 'looking at images', done: ++done, total: paths.length, unit: 'images' });
    return look;
  });
}

async function lookAt(source: Pick<DataSource, 'read'>, path: string): Promise<Look | Unreadable> {
  const bytes = await source.read(path).catch((error: NodeJS.ErrnoException) => error);
  if (bytes instanceof Error) return { unreadable: `it cannot be opened (${bytes.code ?? bytes.message})` };
  const pixels = await decodeImage(bytes, sketchSide);
  if (isUnreadable(pixels)) return pixels;
  const opened = await openImage(bytes);
  if (isUnreadable(opened)) return opened;
  const { autoOrient: size } = await opened.metadata();
  return { ...size, sketch: sketchOf(pixels) };
}
