import { createHash, type Hash } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { piecePath, type BundlePiece } from './bundle-manifest.js';

export interface WritePiecesOptions {
  /** The bundle's own path. */
  readonly bundle: string;
  readonly splitBytes: number;
  /** How many pieces are there already; the archive goes on after them. */
  readonly from: number;
  /** Called when a piece is whole, on disk under its name. */
  readonly onPiece: (piece: BundlePiece) => Promise<void>;
  /** How much of the archive is written, without what was there before. */
  readonly onBytes: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

/** As large as helps: a block is compressed by itself, so that all cores do so and a piece may begin with any. */
const blockBytes = 8 << 20;

/** Gzip's own frame, and what it adds to bytes that it cannot make fewer. */
const leastBlockBytes = (splitBytes: number) => Math.floor(splitBytes * 0.99) - 1024;

const compress = promisify(gzip);

/**
 * Compresses an archive and divides it into pieces of at most `splitBytes`. A piece is one or more whole members of
 * gzip: each can be unpacked without the others, and all of them joined are one `.gz`.
 */
export async function writePieces(
  archive: AsyncIterable<Uint8Array>,
  { bundle, splitBytes, from, onPiece, onBytes, signal }: WritePiecesOptions,
): Promise<void> {
  let index = from;
  let piece: Piece | undefined;
  let written = 0;
  const finish = async (): Promise<void> => {
    const whole = await piece?.finish();
    piece = undefined;
    index += 1;
    if (whole) await onPiece(whole);
  };
  try {
    for await (const { raw, packed } of compressed(
      archive,
      Math.min(blockBytes, leastBlockBytes(splitBytes)),
    )) {
      signal?.throwIfAborted();
      if (piece && piece.bytes + packed.length > splitBytes) await finish();
      piece ??= await Piece.open(piecePath(bundle, index));
      await piece.add(packed, raw);
      onBytes((written += raw));
    }
    if (piece) await finish();
  } finally {
    await piece?.discard();
  }
}

interface Block {
  readonly raw: number;
  readonly packed: Uint8Array;
}

/** In order, with as many blocks at work as there are cores. */
async function* compressed(archive: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Block> {
  const atWork: Promise<Block>[] = [];
  for await (const block of blocksOf(archive, size)) {
    const packed = compress(block).then((result) => ({ raw: block.length, packed: result }));
    // What fails is thrown when its turn comes, also if that is never.
    packed.catch(() => undefined);
    atWork.push(packed);
    if (atWork.length > availableParallelism()) yield await atWork.shift()!;
  }
  for (const packed of atWork) yield await packed;
}

async function* blocksOf(chunks: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Buffer> {
  let block = Buffer.allocUnsafe(size);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length;) {
      const part = chunk.subarray(start, start + size - filled);
      block.set(part, filled);
      filled += part.length;
      start += part.length;
      if (filled < size) continue;
      yield block;
      block = Buffer.allocUnsafe(size);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}

/** Written beside its name, and renamed when it is whole and on disk. */
class Piece {
  bytes = 0;
  #unpackedBytes = 0;
  readonly #hash: Hash = createHash('sha256');

  private constructor(
    private readonly path: string,
    private readonly handle: FileHandle,
  ) {}

  static async open(path: string): Promise<Piece> {
    return new Piece(path, await open(`${path}.partial`, 'w'));
  }

  async add(packed: Uint8Array, raw: number): Promise<void> {
    await this.handle.writeFile(packed);
    this.#hash.update(packed);
    this.bytes += packed.length;
    this.#unpackedBytes += raw;
  }

  async finish(): Promise<BundlePiece> {
    await this.handle.sync();
    await this.handle.close();
    await rename(`${this.path}.partial`, this.path);
    return { bytes: this.bytes, sha256: this.#hash.digest('hex'), unpackedBytes: this.#unpackedBytes };
  }

  async discard(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    await rm(`${this.path}.partial`, { force: true });
  }
}
