import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** What is hashed at once: by the usual 64 KiB a pass would begin with thousands of turns of the event loop. */
const hashedBytes = 2 ** 20;

/**
 * A file that is read in parts, whatever takes its name meanwhile: who hashes it and then reads it reads the same file.
 * That nobody has written into it between is told by `isUntouched`.
 */
export class OpenFile {
  private constructor(
    private readonly handle: FileHandle,
    readonly size: number,
    private readonly opened: BigIntStats,
  ) {}

  static async open(path: string): Promise<OpenFile> {
    const handle = await open(path);
    const stats = await handle.stat({ bigint: true });
    return new OpenFile(handle, Number(stats.size), stats);
  }

  get fd(): number {
    return this.handle.fd;
  }

  /** Of its content, in hex. */
  async hash(algorithm: string): Promise<string> {
    const hash = createHash(algorithm);
    const content = this.handle.createReadStream({ start: 0, autoClose: false, highWaterMark: hashedBytes });
    await pipeline(content, hash);
    return hash.digest('hex');
  }

  /**
   * Whether it holds what it held when it was opened. The inode's change would also tell of tools that restore times, but
   * not once the file has lost or got a name.
   */
  async isUntouched(): Promise<boolean> {
    const { size, mtimeNs, ctimeNs, nlink } = await this.handle.stat({ bigint: true });
    const isAsLong = size === this.opened.size && mtimeNs === this.opened.mtimeNs;
    return isAsLong && (ctimeNs === this.opened.ctimeNs || nlink !== this.opened.nlink);
  }

  close = (): Promise<void> => this.handle.close();
}
