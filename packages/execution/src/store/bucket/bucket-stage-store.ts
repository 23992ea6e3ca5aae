import {
  type BlobFacts,
  type ClaimOptions,
  type Lease,
  type StageFacts,
  type StageKind,
  type StageRef,
  type StageStore,
  type StoredBlob,
} from '@thaw/core';
import { sha256Of } from '../../files/read-small.js';
import { inMemory } from '../../objects/in-memory.js';
import type { ObjectStore } from '../../objects/object-store.js';
import type { Damage } from '../damage-notice.js';
import { BlobCopies } from './blob-copies.js';
import { BucketClaims } from './bucket-claims.js';
import { blobsBeginning, newBlobName } from './bucket-layout.js';
import { leasedKeys, takeLease } from './bucket-leases.js';
import type { BlobObject } from './stage-state.js';
import { StageStates, type FoundState } from './stage-states.js';

export interface BucketStageStoreOptions {
  readonly objects: ObjectStore;
  /** On this machine, where copies of blobs lie. */
  readonly copies: string;
  /** Told of each damaged blob, once. */
  readonly onDamage: (damage: Damage) => void;
  /** Changes nothing that is stored: the reader only looks at what others have. */
  readonly isObserver?: boolean;
}

/** A use within this time of the last one is not noted again: it is a request. */
const usePrecisionMs = 86_400_000;
const { signal: never } = new AbortController();

/**
 * Stages in a bucket. What there is of a stage is one object, replaced only in the version that was read; its blobs are objects that
 * are never written again.
 */
export class BucketStageStore implements StageStore {
  readonly #states: StageStates;
  readonly #claims: BucketClaims;
  readonly #copies: BlobCopies;
  /** By stage: whose use this process has noted. */
  readonly #used = new Set<string>();
  /** Objects that were found to be wrong, where they stay as they are. */
  readonly #wrong = new Set<string>();

  constructor(private readonly options: BucketStageStoreOptions) {
    this.#states = new StageStates(options.objects, ({ kind, key }) => {
      if (kind !== 'sweep') options.onDamage({ stage: { kind, key }, name: 'the list' });
    });
    this.#claims = new BucketClaims(this.#states);
    this.#copies = new BlobCopies(options.copies);
  }

  stages(kinds?: readonly StageKind[]): Promise<readonly StageRef[]> {
    return this.#states.stages(kinds);
  }

  async describe(stage: StageRef): Promise<StageFacts> {
    const { state, bytes } = await this.#states.read(stage);
    const blobs = new Map<string, BlobFacts>();
    for (const [name, { bytes: size, sha256 }] of state.blobs) blobs.set(name, { bytes: size, sha256 });
    const taken = [...blobs.values()].reduce((sum, each) => sum + each.bytes, bytes);
    return { blobs, bytes: taken, lastUsedMs: state.usedMs };
  }

  /** Looks at what the server says of every object, and verifies those of which it says something else than when they were written. */
  async list(stage: StageRef): Promise<readonly string[]> {
    const { state } = await this.#states.read(stage);
    if (state.blobs.size === 0) return [];
    const listed = await this.options.objects.list(blobsBeginning(stage));
    const there = new Map(listed.map((each) => [each.name, each]));
    const names: string[] = [];
    for (const [name, blob] of state.blobs) {
      const found = there.get(blob.object);
      const isUntouched = found?.version === blob.version && found.bytes === blob.bytes;
      if (isUntouched || (found && (await this.#isIntact(stage, name, { ...blob, version: found.version }))))
        names.push(name);
      else if (!(await this.#setAside(stage, name, blob))) return this.list(stage);
    }
    return names;
  }

  async read(stage: StageRef, name: string): Promise<Uint8Array | undefined> {
    return (await this.readAll(stage, [name])).get(name);
  }

  async readAll(stage: StageRef, names: Iterable<string>): Promise<ReadonlyMap<string, Uint8Array>> {
    const found = await this.#states.read(stage);
    const wanted = [...new Set(names)];
    const contents = await Promise.all(wanted.map((name) => this.#readBlob(stage, name, found)));
    this.#noteUse(stage, found);
    return new Map(
      wanted.flatMap((name, index) => {
        const content = contents[index];
        return content ? [[name, content] as const] : [];
      }),
    );
  }

  async open(stage: StageRef, name: string): Promise<StoredBlob | undefined> {
    const found = await this.#states.read(stage);
    const blob = found.state.blobs.get(name);
    if (!blob) return undefined;
    const copy = await this.#copies.open(blob);
    const content = copy ? undefined : await this.#readBlob(stage, name, found);
    this.#noteUse(stage, found);
    return copy ?? (content && ((await this.#copies.open(blob)) ?? inMemory(content)));
  }

  async write(stage: StageRef, name: string, blob: Uint8Array): Promise<void> {
    await this.update(stage, new Map([[name, blob]]));
  }

  async remove(stage: StageRef, name: string): Promise<void> {
    await this.update(stage, new Map([[name, undefined]]));
  }

  async setAside(stage: StageRef, name: string, blob: Uint8Array): Promise<void> {
    if (this.options.isObserver) return;
    const { state } = await this.#states.read(stage);
    const stored = state.blobs.get(name);
    if (stored?.sha256 === sha256Of(blob)) await this.#setAside(stage, name, stored);
  }

  /** The blobs first, then what lists them, and only then what is listed no more goes. */
  async update(
    stage: StageRef,
    blobs: ReadonlyMap<string, Uint8Array | undefined>,
  ): Promise<ReadonlyMap<string, string>> {
    if (blobs.size === 0) return new Map();
    const lost = this.#claims.lostOf(stage);
    lost?.throwIfAborted();
    const written = await this.#writeBlobs(stage, blobs, lost);
    const changes = [...blobs].map(([name, blob]) => [name, blob && written.get(sha256Of(blob))] as const);
    try {
      await this.#commit(stage, changes);
      return new Map(changes.flatMap(([name, blob]) => (blob ? [[name, blob.sha256]] : [])));
    } catch (error) {
      // Where only the answer was lost they are listed by now: they stay, unless another has the stage, who lists them or never will.
      if (!lost?.aborted) throw error;
      await this.#removeUnlisted(stage, [...written.values()]);
      throw lost.reason;
    }
  }

  /** All of them, or nothing is left of any. */
  async #writeBlobs(
    stage: StageRef,
    blobs: ReadonlyMap<string, Uint8Array | undefined>,
    lost: AbortSignal | undefined,
  ): Promise<ReadonlyMap<string, BlobObject>> {
    const written = new Map<string, Promise<BlobObject>>();
    for (const blob of blobs.values()) {
      const sha256 = blob && sha256Of(blob);
      if (sha256 && !written.has(sha256)) written.set(sha256, this.#writeBlob(stage, blob, sha256, lost));
    }
    try {
      return new Map((await Promise.all(written.values())).map((each) => [each.sha256, each]));
    } catch (error) {
      const left = await Promise.allSettled(written.values());
      await this.#removeAll(left.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])));
      lost?.throwIfAborted();
      throw error;
    }
  }

  async #commit(
    stage: StageRef,
    changes: readonly (readonly [name: string, blob: BlobObject | undefined])[],
  ): Promise<void> {
    const after = new Map<string, BlobObject>();
    const before = await this.#states.change(stage, (found) => {
      this.#claims.require(stage, found);
      after.clear();
      for (const [name, blob] of found.state.blobs) after.set(name, blob);
      for (const [name, blob] of changes) {
        if (blob) after.set(name, blob);
        else after.delete(name);
      }
      return { ...found.state, blobs: after, usedMs: Date.now() };
    });
    const listed = new Set([...after.values()].map(({ object }) => object));
    await this.#removeAll([...before!.state.blobs.values()].filter(({ object }) => !listed.has(object)));
  }

  claim(stage: StageRef, options: ClaimOptions) {
    return this.#claims.claim(stage, options);
  }

  tryClaim(stage: StageRef, purpose: string) {
    return this.#claims.tryClaim(stage, purpose);
  }

  lease(keys: Iterable<string>): Promise<Lease> {
    return takeLease(this.options.objects, keys);
  }

  leased(): Promise<ReadonlySet<string>> {
    return leasedKeys(this.options.objects);
  }

  async #writeBlob(
    stage: StageRef,
    blob: Uint8Array,
    sha256: string,
    signal: AbortSignal = never,
  ): Promise<BlobObject> {
    const object = newBlobName(stage, sha256);
    // As it is now, whatever becomes of the array.
    const content = blob.slice();
    const version = await this.options.objects.write(object, inMemory(content), sha256, signal);
    await this.#copies.keep(sha256, content);
    return { object, version, bytes: content.byteLength, sha256 };
  }

  async #readBlob(stage: StageRef, name: string, { state }: FoundState): Promise<Uint8Array | undefined> {
    const blob = state.blobs.get(name);
    if (!blob) return undefined;
    const content = (await this.#copies.read(blob)) ?? (await this.#fetch(blob));
    if (content) return content;
    return (await this.#setAside(stage, name, blob)) ? undefined : this.read(stage, name);
  }

  async #fetch({ object, bytes, sha256 }: BlobObject): Promise<Uint8Array | undefined> {
    if (this.#wrong.has(object)) return undefined;
    const content = await this.options.objects.read(object, bytes);
    if (!content || sha256Of(content) !== sha256) return undefined;
    await this.#copies.keep(sha256, content);
    return content;
  }

  /** A bucket that was copied has new versions: noted, they spare the next look. */
  async #isIntact(stage: StageRef, name: string, blob: BlobObject): Promise<boolean> {
    if (!(await this.#fetch(blob))) return false;
    if (this.options.isObserver) return true;
    const note = ({ state }: FoundState) =>
      state.blobs.get(name)?.object === blob.object
        ? { ...state, blobs: new Map(state.blobs).set(name, blob) }
        : undefined;
    await this.#states.change(stage, note).catch(() => {});
    return true;
  }

  /** False if the blob was not damaged but replaced meanwhile, by another process that shares the store. */
  async #setAside(stage: StageRef, name: string, blob: BlobObject): Promise<boolean> {
    if (this.options.isObserver) {
      if ((await this.#states.read(stage)).state.blobs.get(name)?.object !== blob.object) return false;
      if (!this.#wrong.has(blob.object)) this.options.onDamage({ stage, name });
      this.#wrong.add(blob.object);
      return true;
    }
    const isThere = ({ state }: FoundState) => state.blobs.get(name)?.object === blob.object;
    const before = await this.#states.change(stage, (found) => {
      if (!isThere(found)) return undefined;
      this.#claims.require(stage, found);
      const blobs = new Map(found.state.blobs);
      blobs.delete(name);
      return { ...found.state, blobs };
    });
    if (!before) return false;
    this.options.onDamage({ stage, name });
    const isShared = [...before.state.blobs].some(
      ([other, { object }]) => other !== name && object === blob.object,
    );
    if (!isShared) await this.#removeAll([blob]);
    return true;
  }

  async #removeUnlisted(stage: StageRef, blobs: readonly BlobObject[]): Promise<void> {
    const found = await this.#states.read(stage).catch(() => undefined);
    if (!found) return;
    const listed = new Set([...found.state.blobs.values()].map(({ object }) => object));
    await this.#removeAll(blobs.filter(({ object }) => !listed.has(object)));
  }

  /** What cannot be removed is listed by nothing, and goes with `thaw store prune`. */
  async #removeAll(blobs: readonly BlobObject[]): Promise<void> {
    await Promise.allSettled(
      blobs.flatMap(({ object, sha256 }) => [this.options.objects.remove(object), this.#copies.drop(sha256)]),
    );
  }

  /** Best effort: a store that only may be read can still be read. */
  #noteUse(stage: StageRef, { state }: FoundState): void {
    const id = `${stage.kind}/${stage.key}`;
    const isRecent = Date.now() - state.usedMs < usePrecisionMs;
    if (this.options.isObserver || isRecent || state.blobs.size === 0 || this.#used.has(id)) return;
    this.#used.add(id);
    void this.#states.change(stage, ({ state: now }) => ({ ...now, usedMs: Date.now() })).catch(() => {});
  }
}
