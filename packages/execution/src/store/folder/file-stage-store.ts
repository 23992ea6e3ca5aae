import {
  own,
  type ClaimOptions,
  type Lease,
  type StageFacts,
  type StageKind,
  type StageRef,
  type StageStore,
  type StoredBlob,
} from '@thaw/core';
import { makeFolder } from '@thaw/locks';
import { utimesSync } from 'node:fs';
import { open, utimes } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileStateOf, isRacy } from '../../files/file-state.js';
import { JointWrite } from '../../files/joint-write.js';
import { moveOver } from '../../files/move-over.js';
import {
  absentIfMissing,
  exactStateNow,
  mostBytesAtOnce,
  readSmall,
  sha256Of,
  stateNow,
} from '../../files/read-small.js';
import { inTurn } from '../../files/turns.js';
import type { Damage } from '../damage-notice.js';
import { blobIn, hashOfFile, readWhole } from './blob-file.js';
import { HeldClaims, removeUnder } from './held-claims.js';
import { FileLease, leasedKeys } from './file-lease.js';
import { describeStage, stagesIn } from './inventory.js';
import { KnownManifests } from './known-manifests.js';
import { manifestText, type BlobEntry, type StageManifest } from './stage-manifest.js';
import { damagedFolder, manifestName, stageFolder } from './store-layout.js';

export interface FileStageStoreOptions {
  /** Holds `stages/<kind>/<key>/` with the blobs and `stage.json`, `claims/`, `leases/` and `damaged/`. */
  readonly folder: string;
  /** Told of each damaged blob, once. */
  readonly onDamage: (damage: Damage) => void;
  /** Reading is then no use: the reader only looks at what others have. */
  readonly isObserver?: boolean;
}

/** A use within this time of the last one is not noted again. */
const usePrecisionMs = 60_000;

/** Stages in a folder, one subfolder each. */
export class FileStageStore implements StageStore {
  readonly #manifests = new KnownManifests();
  readonly #usedMs = new Map<string, number>();
  /** That this process holds: what it writes of their stages it writes under them. */
  readonly #claims: HeldClaims;
  /** By path: the state in which a file's content was found to have this hash. */
  readonly #verified = new Map<string, { readonly identity: string; readonly sha256: string }>();

  constructor(private readonly options: FileStageStoreOptions) {
    this.#claims = new HeldClaims(options.folder);
  }

  stages(kinds?: readonly StageKind[]): Promise<readonly StageRef[]> {
    return stagesIn(this.options.folder, kinds);
  }

  describe(stage: StageRef): Promise<StageFacts> {
    return describeStage(this.options.folder, stage);
  }

  /** Looks at every file's size and time, and verifies those that have changed since they were written. */
  async list(stage: StageRef): Promise<readonly string[]> {
    await inTurn();
    const entries = Object.entries(await this.#blobs(stage));
    const names: string[] = [];
    for (const [name, entry] of entries) {
      if (this.#isUntouched(stage, entry) || (await this.#isIntact(stage, entry))) names.push(name);
      else if (!(await this.#setAside(stage, name, entry))) return this.list(stage);
    }
    return names;
  }

  async read(stage: StageRef, name: string): Promise<Uint8Array | undefined> {
    return (await this.readAll(stage, [name])).get(name);
  }

  async readAll(stage: StageRef, names: Iterable<string>): Promise<ReadonlyMap<string, Uint8Array>> {
    await inTurn();
    const blobs = await this.#blobs(stage);
    const contents = new Map<string, Uint8Array>();
    let asked = 0;
    for (const name of names) {
      if (asked++ > 0) await inTurn();
      const entry = own(blobs, name);
      const content = entry && (await this.#readEntry(stage, name, entry));
      if (content) contents.set(name, content);
    }
    if (contents.size > 0) this.#noteUse(stage);
    return contents;
  }

  async #readEntry(stage: StageRef, name: string, entry: BlobEntry): Promise<Uint8Array | undefined> {
    const path = this.#path(stage, entry.file);
    const read = entry.bytes <= mostBytesAtOnce ? readSmall : readWhole;
    const content = await read(path, entry.bytes);
    if (content && sha256Of(content) === entry.sha256) return content;
    return (await this.#setAside(stage, name, entry)) ? undefined : this.read(stage, name);
  }

  async open(stage: StageRef, name: string): Promise<StoredBlob | undefined> {
    await inTurn();
    const entry = own(await this.#blobs(stage), name);
    if (!entry) return undefined;
    if (!(await this.#isIntact(stage, entry)))
      return (await this.#setAside(stage, name, entry)) ? undefined : this.open(stage, name);
    const path = this.#path(stage, entry.file);
    const handle = await open(path, 'r').catch(absentIfMissing);
    if (!handle) return this.open(stage, name);
    this.#noteUse(stage);
    return blobIn(handle, entry.bytes, path, `${name} of ${stage.kind} ${stage.key.slice(0, 12)}`);
  }

  async write(stage: StageRef, name: string, blob: Uint8Array): Promise<void> {
    await this.update(stage, new Map([[name, blob]]));
  }

  async remove(stage: StageRef, name: string): Promise<void> {
    await this.update(stage, new Map([[name, undefined]]));
  }

  async setAside(stage: StageRef, name: string, blob: Uint8Array): Promise<void> {
    if (this.options.isObserver) return;
    const blobs = await this.#blobsNow(stage);
    const entry = own(blobs, name);
    if (entry?.sha256 !== sha256Of(blob)) return;
    const sharing = Object.values(blobs).filter(({ file }) => file === entry.file);
    await (sharing.length > 1 ? this.remove(stage, name) : this.#setAside(stage, name, entry));
  }

  async update(
    stage: StageRef,
    blobs: ReadonlyMap<string, Uint8Array | undefined>,
  ): Promise<ReadonlyMap<string, string>> {
    if (blobs.size === 0) return new Map();
    await makeFolder(stageFolder(this.options.folder, stage));
    const before = await this.#blobsNow(stage);
    const after = new Map(Object.entries(before));
    const writing = new JointWrite();
    const claim = this.#claims.of(stage);
    const hashes = new Map<string, string>();
    try {
      for (const [name, entry] of await this.#writeAll(stage, blobs, writing)) {
        if (!entry) after.delete(name);
        else {
          // Another name may share the file, which has just been written again.
          for (const [other, known] of after) if (known.file === entry.file) after.set(other, entry);
          after.set(name, entry);
          hashes.set(name, entry.sha256);
        }
      }
      // Last, so that it names what is there.
      const text = manifestText(Object.fromEntries(after));
      await writing.add(this.#path(stage, manifestName), text, claim?.fence);
      await writing.commit();
    } catch (error) {
      await writing.abandon();
      if (!claim || stateNow(claim.fence)) throw error;
      claim.lose();
      throw claim.lost.reason;
    }
    const files = new Set([...after.values()].map(({ file }) => file));
    for (const { file } of Object.values(before))
      if (!files.has(file)) await removeUnder(claim, this.#path(stage, file));
    return hashes;
  }

  /** What several names share is written once. */
  async #writeAll(
    stage: StageRef,
    blobs: ReadonlyMap<string, Uint8Array | undefined>,
    writing: JointWrite,
  ): Promise<readonly (readonly [name: string, entry: BlobEntry | undefined])[]> {
    const written = new Map<string, Promise<BlobEntry>>();
    const write = async (blob: Uint8Array, sha256: string): Promise<BlobEntry> => {
      const file = `${sha256.slice(0, 16)}.blob`;
      const writtenMs = await writing.add(this.#path(stage, file), blob);
      return { file, bytes: blob.byteLength, sha256, writtenMs: Math.trunc(writtenMs) };
    };
    const entries = [...blobs].map(async ([name, blob]) => {
      if (!blob) return [name, undefined] as const;
      const sha256 = sha256Of(blob);
      const entry = written.get(sha256) ?? write(blob, sha256);
      written.set(sha256, entry);
      return [name, await entry] as const;
    });
    // Of one that fails the others are to be written, so that nothing of them is left beside.
    await Promise.allSettled(entries);
    return Promise.all(entries);
  }

  claim(stage: StageRef, options: ClaimOptions) {
    return this.#claims.claim(stage, options);
  }

  tryClaim(stage: StageRef, purpose: string) {
    return this.#claims.tryClaim(stage, purpose);
  }

  lease(keys: Iterable<string>): Promise<Lease> {
    return FileLease.take(this.options.folder, keys);
  }

  leased(): Promise<ReadonlySet<string>> {
    return leasedKeys(this.options.folder);
  }

  async #blobs(stage: StageRef): Promise<StageManifest> {
    return (await this.#manifests.read(this.#path(stage, manifestName))) ?? (await this.#lost(stage));
  }

  async #blobsNow(stage: StageRef): Promise<StageManifest> {
    return (await this.#manifests.readNow(this.#path(stage, manifestName))) ?? (await this.#lost(stage));
  }

  /** A list of blobs that is damaged is lost, with what it named. */
  async #lost(stage: StageRef): Promise<StageManifest> {
    await this.#moveToDamaged(stage, manifestName, manifestName);
    return {};
  }

  #isUntouched(stage: StageRef, { file, bytes, writtenMs }: BlobEntry): boolean {
    const found = stateNow(this.#path(stage, file));
    return found?.size === bytes && Math.abs(found.mtimeMs - writtenMs) < 1;
  }

  /** A file in which nothing has changed since this process verified it is not read again: stages share what they read. */
  async #isIntact(stage: StageRef, { file, bytes, sha256, writtenMs }: BlobEntry): Promise<boolean> {
    const path = this.#path(stage, file);
    const found = exactStateNow(path);
    if (!found) return false;
    const state = fileStateOf(found);
    if (state.bytes !== bytes) return false;
    const known = this.#verified.get(path);
    if (known?.identity === state.identity && known.sha256 === sha256) return true;
    if ((await hashOfFile(path)) !== sha256) return false;
    if (Math.abs(Number(found.mtimeMs) - writtenMs) < 1) {
      if (!isRacy(state)) this.#verified.set(path, { identity: state.identity, sha256 });
      return true;
    }
    // A store that was copied has new times: restored, they spare the next look.
    const written = new Date(writtenMs);
    await utimes(path, written, written).catch(() => {});
    return true;
  }

  /** False if the blob was not damaged but replaced meanwhile, by another process that shares the store. */
  async #setAside(stage: StageRef, name: string, entry: BlobEntry): Promise<boolean> {
    if (own(await this.#blobsNow(stage), name)?.file !== entry.file) return false;
    await this.#moveToDamaged(stage, name, entry.file);
    await this.remove(stage, name);
    return true;
  }

  async #moveToDamaged(stage: StageRef, name: string, file: string): Promise<void> {
    const folder = damagedFolder(this.options.folder);
    const movedTo = join(folder, `${stage.kind}-${stage.key.slice(0, 12)}-${file}`);
    await makeFolder(folder);
    await moveOver(this.#path(stage, file), movedTo).catch(absentIfMissing);
    this.options.onDamage({ stage, name, movedTo });
  }

  /** When a stage was last used is when its manifest was last changed: the least recently used ones are evicted first. */
  #noteUse(stage: StageRef): void {
    if (this.options.isObserver) return;
    const now = Date.now();
    if (now - (this.#usedMs.get(stage.key) ?? 0) < usePrecisionMs) return;
    this.#usedMs.set(stage.key, now);
    try {
      utimesSync(this.#path(stage, manifestName), new Date(now), new Date(now));
    } catch {
      // A store that only may be read can still be read.
    }
  }

  #path(stage: StageRef, file: string): string {
    return `${stageFolder(this.options.folder, stage)}${sep}${file}`;
  }
}
