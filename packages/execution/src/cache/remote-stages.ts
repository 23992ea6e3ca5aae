import {
  stageKinds,
  type BlobFacts,
  type StageKind,
  type StageRef,
  type StageStore,
  type StoredBlob,
} from '@thaw/core';
import pLimit from 'p-limit';
import { sha256Of } from '../files/read-small.js';
import { isMerged, mergeBlobs } from './merge-blobs.js';
import { inMemory } from '../objects/in-memory.js';
import type { ObjectStore } from '../objects/object-store.js';
import { parseRemoteManifest, remoteManifest, type RemoteBlobs } from './remote-manifest.js';

/**
 * A model is made of a training in moments, and is a program to whoever loads it: one of unknown origin is not worth having.
 */
const sharedKinds: readonly StageKind[] = stageKinds.filter((kind) => kind !== 'model');

/** Blobs of a stage that are in memory at once on their way there. */
const blobsAtOnce = 4;
/** What is smaller is sent sooner than it is asked for. */
const smallBytes = 65_536;
/** Somebody may remove a manifest, or a blob of ours, between two looks. */
const mostTries = 3;

/** What is added to stages, and how. */
export interface Publication {
  readonly store: StageStore;
  /** Hashes of blobs that are not there as they should be. */
  readonly refused: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

interface FoundManifest {
  readonly sha256: string;
  readonly bytes: number;
  readonly changedMs: number;
}

interface ListedStage {
  readonly ref: StageRef;
  readonly manifests: FoundManifest[];
}

/**
 * Stages in an object store:
 *
 *     stages/<kind>/<key>/<hash>.json    what there is of a stage: names, sizes and SHA-256 of blobs
 *     blobs/<hash>                       a blob, of whichever stages
 *
 * Nothing that is there ever changes, so there is nothing to lock. What there is of a stage is what all its manifests list together;
 * whoever adds to it writes one that lists everything, after its blobs, and only then removes those that it has read.
 */
export class RemoteStages {
  #all: Promise<ReadonlyMap<string, ListedStage>> | undefined;
  readonly #blobs = new Map<string, Promise<RemoteBlobs>>();

  constructor(private readonly objects: ObjectStore) {}

  get place(): string {
    return this.objects.place;
  }

  /** Every stage of these kinds of which there is something, as of the first time that this was asked. */
  async stages(kinds: readonly StageKind[] = sharedKinds): Promise<readonly StageRef[]> {
    this.#all ??= this.#list('stages/');
    const refs = [...(await unlessFailed(this.#all, () => (this.#all = undefined))).values()];
    return refs.map(({ ref }) => ref).filter(({ kind }) => kinds.includes(kind));
  }

  /** What there is of a stage, as of the first time that this was asked. */
  blobsOf(stage: StageRef): Promise<RemoteBlobs> {
    if (!sharedKinds.includes(stage.kind)) return Promise.resolve(new Map());
    const id = idOf(stage);
    const known = this.#blobs.get(id) ?? this.#look(stage);
    this.#blobs.set(id, known);
    return unlessFailed(known, () => this.#blobs.delete(id));
  }

  async #look(stage: StageRef): Promise<RemoteBlobs> {
    const listed = await this.#all;
    if (!listed) return (await this.#readNow(stage)).blobs;
    const { manifests = [] } = listed.get(idOf(stage)) ?? {};
    const read = await this.#readAll(stage, manifests);
    // One that is gone was replaced by another that lists more.
    return read ? joined(read) : (await this.#readNow(stage)).blobs;
  }

  /** None if it is not what its hash says. */
  async read({ sha256, bytes }: BlobFacts): Promise<Uint8Array | undefined> {
    const content = await this.objects.read(blobName(sha256), bytes);
    return content && sha256Of(content) === sha256 ? content : undefined;
  }

  /** Takes out what is not what its hash says, so that somebody puts the right one there. */
  async discard({ sha256 }: BlobFacts): Promise<void> {
    await this.objects.remove(blobName(sha256));
  }

  /** Adds what a store has of a stage and is not there yet; returns how many bytes were sent, none if there was nothing to add. */
  async publish(stage: StageRef, publication: Publication): Promise<number | undefined> {
    if (!sharedKinds.includes(stage.kind)) return undefined;
    const { blobs } = await publication.store.describe(stage);
    const known = usable(await this.blobsOf(stage), publication);
    if (blobs.size === 0 || includes(known, blobs)) return undefined;
    for (let tries = 1; ; tries++) {
      publication.signal.throwIfAborted();
      const sent = await this.#add(stage, publication);
      if (sent !== undefined) return sent;
      // It changes as fast as it is read: whoever changes it publishes it in the end.
      if (tries === mostTries) return undefined;
    }
  }

  /** None if a blob was gone before it was sent. */
  async #add(stage: StageRef, publication: Publication): Promise<number | undefined> {
    const { store, signal } = publication;
    const [{ blobs: ours }, theirs] = [await store.describe(stage), await this.#readNow(stage)];
    const there = usable(theirs.blobs, publication);
    const joint = new Map(theirs.blobs);
    const add = async (name: string, facts: BlobFacts): Promise<number | undefined> => {
      const other = there.get(name);
      if (other?.sha256 === facts.sha256) return 0;
      const blob = await store.open(stage, name);
      if (!blob) return undefined;
      try {
        const merged = isMerged(name) ? await this.#merged(name, blob, theirs.all) : undefined;
        const sha256 = merged ? sha256Of(merged) : facts.sha256;
        joint.set(name, { bytes: merged?.byteLength ?? facts.bytes, sha256 });
        return await this.#send(sha256, merged ? inMemory(merged) : blob, publication);
      } finally {
        await blob.close();
      }
    };
    const limit = pLimit(blobsAtOnce);
    const sent = await Promise.all([...ours].map(([name, facts]) => limit(add, name, facts)));
    if (sent.includes(undefined)) return undefined;
    const { content, sha256 } = remoteManifest(stage, joint);
    await this.objects.write(manifestName(stage, sha256), inMemory(content), sha256, signal);
    this.#blobs.set(idOf(stage), Promise.resolve(joint));
    const replaced = theirs.manifests.filter((each) => each.sha256 !== sha256);
    // Who may not remove them leaves more to read to others, and nothing wrong.
    await Promise.all(replaced.map((each) => this.objects.remove(manifestName(stage, each.sha256)))).catch(
      () => {},
    );
    return sent.reduce<number>((sum, bytes) => sum + bytes!, content.byteLength);
  }

  /** Of what two have written at once neither is lost. */
  async #merged(name: string, ours: StoredBlob, theirs: readonly RemoteBlobs[]): Promise<Uint8Array> {
    const others = new Map(theirs.flatMap((each) => each.get(name) ?? []).map((each) => [each.sha256, each]));
    let merged = await ours.read(0, ours.bytes);
    for (const each of others.values()) {
      const other = await this.read(each);
      if (other) merged = mergeBlobs(name, merged, other);
    }
    return merged;
  }

  async #send(sha256: string, blob: StoredBlob, { refused, signal }: Publication): Promise<number> {
    const name = blobName(sha256);
    const mayBeThere = blob.bytes >= smallBytes && !refused.has(sha256);
    if (mayBeThere && (await this.objects.size(name)) === blob.bytes) return 0;
    await this.objects.write(name, blob, sha256, signal);
    return blob.bytes;
  }

  async #readNow(stage: StageRef) {
    for (let tries = 1; ; tries++) {
      const { manifests = [] } = (await this.#list(`stages/${idOf(stage)}/`)).get(idOf(stage)) ?? {};
      const read = await this.#readAll(stage, manifests);
      if (read) return { manifests, all: read, blobs: joined(read) };
      if (tries === mostTries) return { manifests: [], all: [], blobs: joined([]) };
    }
  }

  /** Nothing if one of them is gone. */
  async #readAll(
    stage: StageRef,
    manifests: readonly FoundManifest[],
  ): Promise<readonly RemoteBlobs[] | undefined> {
    const oldestFirst = manifests.toSorted(
      (a, b) => a.changedMs - b.changedMs || (a.sha256 < b.sha256 ? -1 : 1),
    );
    const contents = await Promise.all(
      oldestFirst.map(({ sha256, bytes }) => this.objects.read(manifestName(stage, sha256), bytes)),
    );
    if (contents.includes(undefined)) return undefined;
    // What nobody of us has written lists nothing.
    return contents.flatMap(
      (content, index) => parseRemoteManifest(content!, stage, oldestFirst[index]!.sha256) ?? [],
    );
  }

  async #list(beginning: string): Promise<ReadonlyMap<string, ListedStage>> {
    const stages = new Map<string, ListedStage>();
    for (const { name, bytes, changedMs } of await this.objects.list(beginning)) {
      const [, kind, key, sha256] = manifestPattern.exec(name) ?? [];
      if (!sharedKinds.includes(kind as StageKind) || bytes > mostManifestBytes) continue;
      const ref = { kind: kind as StageKind, key: key! };
      const listed = stages.get(idOf(ref)) ?? { ref, manifests: [] };
      listed.manifests.push({ sha256: sha256!, bytes, changedMs });
      stages.set(idOf(ref), listed);
    }
    return stages;
  }
}

/** Of a hundred thousand blobs it is smaller. */
const mostManifestBytes = 2 ** 26;
/** Keys become names of folders here, whoever has named them there. */
const manifestPattern = /^stages\/([a-z]+)\/([0-9a-f]{4,64})\/([0-9a-f]{64})\.json$/;

const idOf = ({ kind, key }: StageRef): string => `${kind}/${key}`;
const manifestName = (stage: StageRef, sha256: string): string => `stages/${idOf(stage)}/${sha256}.json`;
const blobName = (sha256: string): string => `blobs/${sha256}`;

/** Of what two have written at once, the last counts. */
const joined = (manifests: readonly RemoteBlobs[]): RemoteBlobs =>
  new Map(manifests.flatMap((each) => [...each]));

const usable = (blobs: RemoteBlobs, { refused }: Pick<Publication, 'refused'>): RemoteBlobs =>
  new Map([...blobs].filter(([, { sha256 }]) => !refused.has(sha256)));

const includes = (theirs: RemoteBlobs, ours: RemoteBlobs): boolean =>
  [...ours].every(([name, { sha256 }]) => theirs.get(name)?.sha256 === sha256);

/** What has failed is asked for again by the next who wants it. */
async function unlessFailed<Value>(known: Promise<Value>, forget: () => void): Promise<Value> {
  try {
    return await known;
  } catch (error) {
    forget();
    throw error;
  }
}
