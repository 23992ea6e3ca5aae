import type { StageRef, StageStore, StoredBlob } from '@thaw/core';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Damage } from '../stages/damage-notice.js';
import { writeFileAtomically } from './atomic-file.js';
import { readManifest, writeManifest, type BlobEntry } from './stage-manifest.js';

export interface FileStageStoreOptions {
  /** Holds `stages/<kind>/<key>/` with the blobs and `stage.json`, and `damaged/`. */
  readonly folder: string;
  /** Told of each damaged blob, once. */
  readonly onDamage: (damage: Damage) => void;
}

/** Stages in a folder, one subfolder each. */
export class FileStageStore implements StageStore {
  constructor(private readonly options: FileStageStoreOptions) {}

  async list(stage: StageRef): Promise<readonly string[]> {
    return Object.keys(await readManifest(this.#manifest(stage)));
  }

  async read(stage: StageRef, name: string): Promise<Uint8Array | undefined> {
    const entry = await this.#entry(stage, name);
    if (!entry) return undefined;
    const content = await readFile(this.#path(stage, entry.file)).catch(absentIfMissing);
    if (content && createHash('sha256').update(content).digest('hex') === entry.sha256) return content;
    await this.#setAside(stage, name, entry);
    return undefined;
  }

  async open(stage: StageRef, name: string): Promise<StoredBlob | undefined> {
    const entry = await this.#entry(stage, name);
    if (!entry) return undefined;
    const path = this.#path(stage, entry.file);
    if ((await hashOfFile(path)) !== entry.sha256) {
      await this.#setAside(stage, name, entry);
      return undefined;
    }
    const handle = await open(path, 'r');
    return {
      bytes: entry.bytes,
      async read(offset, length) {
        const target = new Uint8Array(length);
        const { bytesRead } = await handle.read(target, 0, length, offset);
        if (bytesRead !== length) throw new RangeError(`${path} ends before byte ${offset + length}`);
        return target;
      },
      close: () => handle.close(),
    };
  }

  async write(stage: StageRef, name: string, blob: Uint8Array): Promise<void> {
    const sha256 = createHash('sha256').update(blob).digest('hex');
    const entry: BlobEntry = { file: `${sha256.slice(0, 16)}.blob`, bytes: blob.byteLength, sha256 };
    const blobs = await readManifest(this.#manifest(stage));
    await writeFileAtomically(this.#path(stage, entry.file), blob);
    await writeManifest(this.#manifest(stage), { ...blobs, [name]: entry });
    const before = blobs[name];
    if (before) await this.#removeIfUnused(stage, before.file);
  }

  async remove(stage: StageRef, name: string): Promise<void> {
    const { [name]: removed, ...kept } = await readManifest(this.#manifest(stage));
    if (!removed) return;
    await writeManifest(this.#manifest(stage), kept);
    await this.#removeIfUnused(stage, removed.file);
  }

  async #entry(stage: StageRef, name: string): Promise<BlobEntry | undefined> {
    return (await readManifest(this.#manifest(stage)))[name];
  }

  async #removeIfUnused(stage: StageRef, file: string): Promise<void> {
    const blobs = await readManifest(this.#manifest(stage));
    if (!Object.values(blobs).some((entry) => entry.file === file))
      await rm(this.#path(stage, file), { force: true });
  }

  async #setAside(stage: StageRef, name: string, entry: BlobEntry): Promise<void> {
    const movedTo = join(
      this.options.folder,
      'damaged',
      `${stage.kind}-${stage.key.slice(0, 12)}-${entry.file}`,
    );
    await mkdir(join(this.options.folder, 'damaged'), { recursive: true });
    await rename(this.#path(stage, entry.file), movedTo).catch(absentIfMissing);
    await this.remove(stage, name);
    this.options.onDamage({ stage, name, movedTo });
  }

  #path(stage: StageRef, file: string): string {
    return join(this.options.folder, 'stages', stage.kind, stage.key, file);
  }

  #manifest(stage: StageRef): string {
    return this.#path(stage, 'stage.json');
  }
}

function absentIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

async function hashOfFile(path: string): Promise<string | undefined> {
  if (!(await stat(path).catch(absentIfMissing))) return undefined;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
