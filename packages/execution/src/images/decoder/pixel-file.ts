import { randomUUID } from 'node:crypto';
import { open, rm, statfs, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of Linux whose files lie in memory and nowhere else. */
const memoryFolder = '/dev/shm';
/** Of what is free there; others want some too. In containers there are often 64 MB in all. */
const takenShare = 0.75;

/** Where files that hold so many bytes together stay in memory; in other folders they do too, unless memory is short. */
export async function pixelFolder(bytes: number): Promise<string> {
  const free = await statfs(memoryFolder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  return bytes <= takenShare * free ? memoryFolder : tmpdir();
}

/**
 * Pixels that one process writes and another reads, as no memory can be shared between processes of Node. The file has a name until
 * both have opened it and nothing after that, so nothing is left of it, however they end.
 */
export class PixelFile {
  static async create(folder: string): Promise<PixelFile> {
    const path = join(folder, `thaw-pixels-${randomUUID()}`);
    return new PixelFile(path, await open(path, 'wx+', 0o600));
  }

  readonly #free: Place[] = [];
  #end = 0;

  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
  ) {}

  /** Whoever should write to it has opened it. */
  hide(): Promise<void> {
    return rm(this.path, { force: true });
  }

  /** Room in it for so many bytes, until it is given back. */
  take(bytes: number): Place {
    const fitting = this.#free.findIndex((place) => place.bytes >= bytes);
    if (fitting >= 0) return this.#free.splice(fitting, 1)[0]!;
    const position = this.#end;
    this.#end += bytes;
    return { position, bytes };
  }

  give(place: Place): void {
    this.#free.push(place);
  }

  /** Fills the parts one after the other. */
  async read(parts: readonly Uint8Array[], position: number): Promise<void> {
    const bytes = parts.reduce((sum, { length }) => sum + length, 0);
    const { bytesRead } = bytes > 0 ? await this.handle.readv(parts, position) : { bytesRead: 0 };
    if (bytesRead !== bytes) throw new Error(`${bytesRead} of ${bytes} bytes of pixels could be read`);
  }

  /** After what is being read. */
  async close(): Promise<void> {
    await Promise.all([this.handle.close(), this.hide()]);
  }
}

export interface Place {
  readonly position: number;
  readonly bytes: number;
}
