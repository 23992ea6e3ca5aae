import type { BlobFacts, StoredBlob } from '@thaw/core';
import { rm } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../files/atomic-file.js';
import { fileStateOf, isRacy } from '../../files/file-state.js';
import { absentIfMissing, exactStateNow, sha256Of } from '../../files/read-small.js';
import { blobIn, hashOfFile, readWhole } from '../folder/blob-file.js';

/**
 * Copies of blobs on this machine, by their content: a training reads its features once an epoch. What is not what its name says is as good as
 * not there, and a disk that takes none only costs time.
 */
export class BlobCopies {
  /** By hash: the state in which a file was found to have it. */
  readonly #verified = new Map<string, string>();

  constructor(private readonly folder: string) {}

  async read({ sha256, bytes }: BlobFacts): Promise<Uint8Array | undefined> {
    const content = await readWhole(this.#path(sha256), bytes);
    return content && sha256Of(content) === sha256 ? content : undefined;
  }

  async open({ sha256, bytes }: BlobFacts): Promise<StoredBlob | undefined> {
    const path = this.#path(sha256);
    if (!(await this.#isIntact(path, { sha256, bytes }))) return undefined;
    const handle = await open(path, 'r').catch(absentIfMissing);
    return handle && blobIn(handle, bytes, path);
  }

  async keep(sha256: string, content: Uint8Array): Promise<void> {
    await writeFileAtomically(this.#path(sha256), content).catch(() => {});
  }

  async drop(sha256: string): Promise<void> {
    await rm(this.#path(sha256), { force: true }).catch(() => {});
  }

  /** A file in which nothing has changed since this process verified it is not read again. */
  async #isIntact(path: string, { sha256, bytes }: BlobFacts): Promise<boolean> {
    const found = exactStateNow(path);
    const state = found && fileStateOf(found);
    if (state?.bytes !== bytes) return false;
    if (this.#verified.get(sha256) === state.identity) return true;
    if ((await hashOfFile(path)) !== sha256) return false;
    if (!isRacy(state)) this.#verified.set(sha256, state.identity);
    return true;
  }

  #path(sha256: string): string {
    return join(this.folder, sha256);
  }
}
