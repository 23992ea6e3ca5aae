import { contentHash } from '@thaw/core';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileStateOf, isRacy } from '../files/file-state.js';
import { writeFileAtomically } from '../files/atomic-file.js';
import { readSealed, sealedText } from '../files/state-file.js';

export type HashAlgorithm = 'md5' | 'sha256';

/** Of a file's content, in hex. */
export async function hashFile(path: string, algorithm: HashAlgorithm): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/**
 * The same, remembered in `<cacheFolder>/checksums` for as long as the file keeps its state, so that a plan does not
 * read hundreds of megabytes.
 */
export async function rememberedHash(
  path: string,
  algorithm: HashAlgorithm,
  cacheFolder: string,
): Promise<string> {
  const state = fileStateOf(await stat(path, { bigint: true }));
  const racy = isRacy(state);
  const key = contentHash([algorithm, path, state.identity]);
  const note = join(cacheFolder, 'checksums', `${key.slice(0, 32)}.hash`);
  const known = await readSealed(note);
  if (known !== undefined && isHash[algorithm].test(known)) return known;
  const hash = await hashFile(path, algorithm);
  // A cache that cannot be written costs time, not the answer.
  if (!racy) await writeFileAtomically(note, sealedText(hash)).catch(() => undefined);
  return hash;
}

const isHash: Readonly<Record<HashAlgorithm, RegExp>> = { md5: /^[0-9a-f]{32}$/, sha256: /^[0-9a-f]{64}$/ };
