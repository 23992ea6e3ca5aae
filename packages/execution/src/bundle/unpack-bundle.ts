import { ThawError, type OnProgress } from '@thaw/core';
import { makeFolder } from '@thaw/locks';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open as openFile, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { piecePath, type BundleFile, type BundleManifest } from './bundle-manifest.js';
import { isWhole } from './whole-file.js';

export interface UnpackBundleOptions {
  readonly bundle: string;
  readonly manifest: BundleManifest;
  /** Which files are wanted of it. */
  readonly wanted: readonly BundleFile[];
  /** Where they go, below it by the paths of the manifest. What an interrupted call has left here is used. */
  readonly folder: string;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * Unpacks files of a bundle, each against its checksum, under its name only when it is whole. Of the archive, which may
 * say anything, names are looked up in the manifest and never used as paths; links and whatever else is no file are refused.
 * Throws `THAW-BUNDLE-DAMAGED`.
 */
export async function unpackBundle(options: UnpackBundleOptions): Promise<void> {
  const { bundle, manifest, wanted, folder, onProgress, signal } = options;
  const missing = new Map<string, BundleFile>();
  for (const file of wanted)
    if (!(await isWhole(join(folder, file.path), file))) missing.set(file.path, file);
  if (missing.size === 0) return;
  const listed = new Set(manifest.files.map(({ path }) => path));
  const total = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const onBytes = (bytes: number) =>
    onProgress?.({
      label: 'unpacking the bundle',
      done: Math.min((done += bytes), total),
      total,
      unit: 'bytes',
    });

  const broken = new AbortController();
  const stop = AbortSignal.any([broken.signal, ...(signal ? [signal] : [])]);
  const open = new Set<ReadEntry>();
  const writing: Promise<void>[] = [];
  const parser = new Parser({
    strict: true,
    onReadEntry(entry: ReadEntry) {
      if (entry.type !== 'File' || !listed.has(entry.path)) {
        broken.abort(damaged(bundle, `${entry.type} ${entry.path}, which is not in its list`));
      }
      const file = missing.get(entry.path);
      if (!file || stop.aborted) return void entry.resume();
      missing.delete(file.path);
      open.add(entry);
      // Whoever writes it hears of it too, once its file is open.
      entry.on('error', () => {});
      writing.push(
        writeEntry(entry, file, options, stop)
          .catch((error: unknown) => broken.abort(error))
          .finally(() => open.delete(entry)),
      );
    },
  });
  parser.on('error', (error: unknown) => broken.abort(damaged(bundle, (error as Error).message)));
  try {
    for await (const chunk of archiveOf(bundle, manifest)) {
      stop.throwIfAborted();
      onBytes(chunk.length);
      if (!parser.write(chunk)) await once(parser, 'drain', { signal: stop });
    }
    const ended = once(parser, 'end', { signal: stop });
    parser.end();
    await ended;
    await Promise.all(writing);
    stop.throwIfAborted();
  } catch (error) {
    stop.throwIfAborted();
    // What zlib refuses has a code of its own; what the disk does is told as such.
    const { code = '' } = error as NodeJS.ErrnoException;
    throw code.startsWith('Z_') ? damaged(bundle, (error as Error).message) : error;
  } finally {
    const end = new Error('the archive is read no further');
    broken.abort(end);
    for (const entry of open) entry.destroy(end);
    await Promise.all(writing);
  }
  if (missing.size > 0) throw damaged(bundle, `no ${[...missing.keys()].slice(0, 3).join(', ')}`);
}

/** All pieces joined, unpacked. */
async function* archiveOf(bundle: string, { pieces }: BundleManifest): AsyncGenerator<Buffer> {
  const packed = async function* () {
    for (const index of pieces.keys())
      yield* createReadStream(piecePath(bundle, index), { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>;
  };
  const gunzip = createGunzip({ chunkSize: 1 << 20 });
  const fed = pipeline(packed, gunzip);
  fed.catch(() => undefined);
  yield* gunzip as AsyncIterable<Buffer>;
  await fed;
}

async function writeEntry(
  entry: ReadEntry,
  { path, bytes, sha256 }: BundleFile,
  { bundle, folder }: UnpackBundleOptions,
  stop: AbortSignal,
): Promise<void> {
  const target = join(folder, path);
  await makeFolder(dirname(target));
  const handle = await openFile(`${target}.partial`, 'w', (entry.mode ?? 0) & 0o100 ? 0o755 : 0o644);
  const hash = createHash('sha256');
  let written = 0;
  try {
    // Of what is over by now nothing would ever come.
    stop.throwIfAborted();
    for await (const chunk of entry as AsyncIterable<Buffer>) {
      written += chunk.length;
      if (written > bytes) continue;
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
  } finally {
    await handle.close();
  }
  if (written !== bytes || hash.digest('hex') !== sha256)
    throw damaged(bundle, `${path} with another content than its list says`);
  await rename(`${target}.partial`, target);
}

const damaged = (bundle: string, found: string): ThawError =>
  new ThawError({
    code: 'THAW-BUNDLE-DAMAGED',
    message: `${basename(bundle)} does not hold what it says`,
    expected: 'the files of its list, and nothing else',
    found,
    remedy: 'write the bundle again with `thaw provision --bundle`; nothing of this one has been used',
  });
