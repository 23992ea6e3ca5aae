import type { OnProgress } from '@thaw/core';
import { makeFolder } from '@thaw/locks';
import { access, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { create } from 'tar';
import { writeFileAtomically } from '../files/atomic-file.js';
import { withBundleLock } from './bundle-lock.js';
import {
  bundleFormat,
  piecePath,
  readBundleManifest,
  type BundleContent,
  type BundleManifest,
} from './bundle-manifest.js';
import { writePieces } from './bundle-pieces.js';
import { countWhole } from './check-pieces.js';

export interface WriteBundleOptions extends BundleContent {
  /** An absolute path. Pieces are written beside it; it is there once they all are. */
  readonly bundle: string;
  /** The folder under which the files lie. */
  readonly root: string;
  readonly splitBytes: number;
  readonly onProgress?: OnProgress;
  /** What is whole stays, and the same call goes on after it. */
  readonly signal?: AbortSignal;
}

/** Writes a bundle, or what of it is missing. */
export async function writeBundle(options: WriteBundleOptions): Promise<BundleManifest> {
  const { bundle, onProgress, signal } = options;
  await makeFolder(dirname(bundle));
  const lock = { purpose: 'writing this bundle', onProgress, signal };
  return withBundleLock(bundle, lock, () => writeMissing(options));
}

async function writeMissing(options: WriteBundleOptions): Promise<BundleManifest> {
  const { bundle, splitBytes, onProgress, signal } = options;
  const { folders, files } = options;
  const wanted = { format: bundleFormat, splitBytes, folders, files } as const;
  const partial = `${bundle}.partial`;
  // A file of another kind is somebody's, and is refused rather than replaced; half of a note is nobody's.
  const whole = (await isThere(bundle)) ? await readBundleManifest(bundle) : undefined;
  const begun = await readBundleManifest(partial).catch(() => undefined);
  const earlier = whole ?? begun;
  const fits =
    earlier && JSON.stringify({ ...earlier, pieces: [] }) === JSON.stringify({ ...wanted, pieces: [] });
  const kept = fits ? await countWhole(bundle, earlier.pieces, { onProgress, signal }) : 0;
  if (whole && fits && kept === whole.pieces.length) return whole;
  // From here on there is no bundle by this name, until it is whole.
  await rm(bundle, { force: true });
  for (const index of [...(earlier?.pieces.keys() ?? [])].slice(kept))
    await rm(piecePath(bundle, index), { force: true });

  const pieces = (earlier?.pieces ?? []).slice(0, kept);
  const note = () => writeFileAtomically(partial, serialise({ ...wanted, pieces }));
  await note();
  const skipped = pieces.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  await writePieces(after(archiveOf(options), skipped), {
    ...{ bundle, splitBytes, signal, from: kept },
    onBytes: (bytes) =>
      onProgress?.({
        label: 'writing the bundle',
        done: Math.min(skipped + bytes, total),
        total,
        unit: 'bytes',
      }),
    onPiece: async (piece) => {
      pieces.push(piece);
      await note();
    },
  });
  const manifest = { ...wanted, pieces };
  await writeFileAtomically(bundle, serialise(manifest));
  await rm(partial, { force: true });
  return manifest;
}

const serialise = (manifest: BundleManifest): string => `${JSON.stringify(manifest, null, 1)}\n`;

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** The same bytes each time, for the same files: no times, no owners. */
const archiveOf = ({ root, files }: WriteBundleOptions): AsyncIterable<Uint8Array> =>
  create(
    { cwd: root, portable: true, mtime: new Date(0), follow: true, noDirRecurse: true, strict: true },
    files.map(({ path }) => path),
  ) as unknown as AsyncIterable<Uint8Array>;

async function* after(chunks: AsyncIterable<Uint8Array>, skipped: number): AsyncGenerator<Uint8Array> {
  let left = skipped;
  for await (const chunk of chunks) {
    if (left < chunk.length) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}
