import { ThawError, type OnProgress } from '@thaw/core';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { piecePath, type BundleManifest, type BundlePiece } from './bundle-manifest.js';

interface CheckOptions {
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * Reads every piece against its checksum. Throws `THAW-BUNDLE-PIECES` with all that are missing or damaged; what can be
 * seen without reading is told before anything is read.
 */
export async function checkPieces(
  bundle: string,
  { pieces }: Pick<BundleManifest, 'pieces'>,
  options: CheckOptions,
): Promise<void> {
  const seen = await Promise.all(pieces.map((piece, index) => sizeProblem(piecePath(bundle, index), piece)));
  if (seen.some(Boolean)) throw unusable(bundle, seen);
  const total = pieces.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const read: (string | undefined)[] = [];
  for (const [index, piece] of pieces.entries()) {
    read.push(
      await contentProblem(piecePath(bundle, index), piece, options.signal, (bytes) => {
        done += bytes;
        options.onProgress?.({ label: 'checking the bundle', done, total, unit: 'bytes' });
      }),
    );
  }
  if (read.some(Boolean)) throw unusable(bundle, read);
}

/** How many of the pieces, from the first on, are there and whole. */
export async function countWhole(
  bundle: string,
  pieces: readonly BundlePiece[],
  { onProgress, signal }: CheckOptions,
): Promise<number> {
  const total = pieces.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const onBytes = (bytes: number) =>
    onProgress?.({ label: 'checking what is there', done: (done += bytes), total, unit: 'bytes' });
  for (const [index, piece] of pieces.entries()) {
    const path = piecePath(bundle, index);
    const problem = (await sizeProblem(path, piece)) ?? (await contentProblem(path, piece, signal, onBytes));
    if (problem) return index;
  }
  return pieces.length;
}

async function sizeProblem(path: string, { bytes }: BundlePiece): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return 'is missing';
  return found.size === bytes ? undefined : `has ${found.size} bytes instead of ${bytes}`;
}

async function contentProblem(
  path: string,
  { sha256 }: BundlePiece,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void,
): Promise<string | undefined> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    signal?.throwIfAborted();
    hash.update(chunk);
    onBytes(chunk.length);
  }
  return hash.digest('hex') === sha256 ? undefined : 'has another content';
}

function unusable(bundle: string, problems: readonly (string | undefined)[]): ThawError {
  const told = problems.flatMap((problem, index) =>
    problem ? [`${basename(piecePath(bundle, index))} ${problem}`] : [],
  );
  return new ThawError({
    code: 'THAW-BUNDLE-PIECES',
    message: `${told.length} of the ${problems.length} pieces of ${bundle} cannot be used`,
    expected: 'all of them beside it, whole',
    found: told.join('\n'),
    remedy: 'copy these again, and run the same command again; nothing of the bundle has been used',
  });
}
