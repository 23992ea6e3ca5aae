import { makeFolder } from '@thaw/locks';
import { ThawError } from '@thaw/core';
import { besideOf } from '@thaw/locks';
import { createWriteStream } from 'node:fs';
import { lstat, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { StageStore, StoredBlob } from '@thaw/core';
import type { Model } from './make-model.js';
import { blobOf } from './store-model.js';

const pieceBytes = 1 << 20;

/** @throws ThawError `THAW-EXPORT-EXISTS`. */
export async function refuseExisting(out: string): Promise<void> {
  if (!(await lstat(out).catch(() => undefined))) return;
  throw new ThawError({
    code: 'THAW-EXPORT-EXISTS',
    message: `${out} is there already`,
    expected: 'a folder that does not exist yet',
    remedy: 'name another with --out, or remove this one',
  });
}

/** Writes beside and renames, so that the folder is whole or not there. */
export async function writeModelFolder(
  out: string,
  { stage, texts, format }: Model,
  store: StageStore,
  signal: AbortSignal,
): Promise<void> {
  const beside = besideOf(out);
  try {
    await makeFolder(join(beside, dirname(format.path)));
    for (const [path, text] of Object.entries(texts)) await writeFile(join(beside, path), text);
    const blob = (await store.open(stage, blobOf(format)))!;
    try {
      await pipeline(piecesOf(blob), createWriteStream(join(beside, format.path), { flush: true }), {
        signal,
      });
    } finally {
      await blob.close();
    }
    await refuseExisting(out);
    await rename(beside, out);
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    throw error;
  }
}

async function* piecesOf(blob: StoredBlob): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < blob.bytes; offset += pieceBytes)
    yield await blob.read(offset, Math.min(pieceBytes, blob.bytes - offset));
}
