import { largestIndex, piecesReader, weightsFormatOf } from '@thaw/core';
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OpenFile } from '../files/open-file.js';
import { rememberedHash } from './file-hash.js';

/**
 * The files that one of weights names beside itself, by their names there; undefined where it holds all itself. Of one that is no index there are
 * none.
 */
export async function piecesBeside(path: string): Promise<ReadonlyMap<string, string> | undefined> {
  const names = piecesReader(weightsFormatOf(path));
  if (!names) return undefined;
  const entry = await stat(path);
  // A device may go on for ever.
  const index = entry.isFile() && entry.size <= largestIndex ? await readFile(path, 'utf8') : '';
  return new Map(names(index).map((name) => [name, join(dirname(path), name)]));
}

/**
 * What the content of several files is known by: the SHA-256 of theirs, a line each, as
 * `sha256sum model.json group1-shard1of1.bin | cut -c-64 | sha256sum` has it.
 */
export const hashOfHashes = (sha256s: readonly string[]): string =>
  createHash('sha256')
    .update(sha256s.map((each) => `${each}\n`).join(''))
    .digest('hex');

/** What weights are known by in keys: the SHA-256 of their file, or of all that it names, itself first. Throws where one is not there. */
export async function rememberedWeightsHash(path: string, cacheFolder: string): Promise<string> {
  const pieces = await piecesBeside(path);
  const hashes: string[] = [];
  for (const each of [path, ...(pieces?.values() ?? [])])
    hashes.push(await rememberedHash(each, 'sha256', cacheFolder));
  return pieces ? hashOfHashes(hashes) : hashes[0]!;
}

/** A file of weights that is read in parts, with those that it names, whatever takes their names meanwhile. */
export class OpenWeightsFile {
  private constructor(
    private readonly file: OpenFile,
    readonly pieces?: ReadonlyMap<string, OpenFile>,
  ) {}

  static async open(path: string): Promise<OpenWeightsFile> {
    const opened = [await OpenFile.open(path)];
    try {
      const named = await piecesBeside(path);
      if (!named) return new OpenWeightsFile(opened[0]!);
      const pieces = new Map<string, OpenFile>();
      for (const [name, piece] of named) {
        const file = await OpenFile.open(piece);
        opened.push(file);
        pieces.set(name, file);
      }
      return new OpenWeightsFile(opened[0]!, pieces);
    } catch (error) {
      await Promise.all(opened.map((file) => file.close()));
      throw error;
    }
  }

  get fd(): number {
    return this.file.fd;
  }

  get size(): number {
    return this.file.size;
  }

  /** Of its own content, in hex. */
  hash = (algorithm: string): Promise<string> => this.file.hash(algorithm);

  /** As `rememberedWeightsHash`, of what is open. */
  async weightsHash(): Promise<string> {
    const hashes: string[] = [];
    for (const file of this.#all) hashes.push(await file.hash('sha256'));
    return this.pieces ? hashOfHashes(hashes) : hashes[0]!;
  }

  async isUntouched(): Promise<boolean> {
    return (await Promise.all(this.#all.map((file) => file.isUntouched()))).every(Boolean);
  }

  close = async (): Promise<void> => {
    await Promise.all(this.#all.map((file) => file.close()));
  };

  get #all(): readonly OpenFile[] {
    return [this.file, ...(this.pieces?.values() ?? [])];
  }
}
