import {
  formatProblems,
  ThawError,
  type BlobFacts,
  type Claim,
  type ClaimAttempt,
  type ClaimOptions,
  type Lease,
  type OnProgress,
  type StageFacts,
  type StageKind,
  type StageRef,
  type StageStore,
  type StoredBlob,
} from '@thaw/core';
import { sha256Of } from '../files/read-small.js';
import { inMemory } from '../objects/in-memory.js';
import { isMerged, mergeBlobs } from './merge-blobs.js';
import type { RefusedBlobs } from './refused-blobs.js';
import type { RemoteBlobs } from './remote-manifest.js';
import type { RemoteStages } from './remote-stages.js';

export interface CachedStoreOptions {
  /** Where all is computed into. Claims and leases are its. */
  readonly local: StageStore;
  readonly remote: RemoteStages;
  readonly refused: RefusedBlobs;
  /** Whether what is damaged there may be removed. */
  readonly mayWrite: boolean;
  /** What is fetched is then not kept. */
  readonly isObserver: boolean;
  /** Whether it is an error that the cache cannot be reached when it is asked for the first time. */
  readonly mustReach: boolean;
  readonly onNotice: (line: string) => void;
  readonly onProgress: OnProgress;
  /** Told of each stage that is changed here. */
  readonly onUpdate?: (stage: StageRef) => void;
}

/** After it could not be reached, the cache is left alone for so long. */
const restMs = 60_000;
const refusedWhenAwayMs = 300_000;
const refusedWhenDamagedMs = 3_600_000;
/** What is smaller is there before anybody has read that it comes. */
const toldFromBytes = 1e6;

/**
 * A store that has, besides its own, what a cache has, and makes it its own when it is read: blob by blob, so that whoever only wants a result
 * fetches no features. What it has itself comes first. A cache that fails is one that has nothing.
 */
export class CachedStageStore implements StageStore {
  #hasReached = false;
  #restsUntilMs = 0;
  /** By stage: names that were removed or replaced here, of which what the cache has is not wanted any more. */
  readonly #givenUp = new Map<string, Set<string>>();
  /** By stage: what is fetched of it, one after the other. */
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #told = new Set<string>();

  constructor(private readonly options: CachedStoreOptions) {}

  async stages(kinds?: readonly StageKind[]): Promise<readonly StageRef[]> {
    const here = await this.options.local.stages(kinds);
    const there = (await this.#reach(() => this.options.remote.stages(kinds))) ?? [];
    const known = new Set(here.map(idOf));
    return [...here, ...there.filter((stage) => !known.has(idOf(stage)))];
  }

  async describe(stage: StageRef): Promise<StageFacts> {
    const here = await this.options.local.describe(stage);
    return { ...here, blobs: new Map([...(await this.#there(stage)), ...here.blobs]) };
  }

  async bytesElsewhere(stage: StageRef): Promise<number> {
    const there = await this.#there(stage);
    if (there.size === 0) return 0;
    const { blobs } = await this.options.local.describe(stage);
    return bytesOf([...there].filter(([name]) => !blobs.has(name)).map(([, facts]) => facts));
  }

  async list(stage: StageRef): Promise<readonly string[]> {
    const here = await this.options.local.list(stage);
    return [...new Set([...here, ...(await this.#there(stage)).keys()])];
  }

  async read(stage: StageRef, name: string): Promise<Uint8Array | undefined> {
    return (await this.readAll(stage, [name])).get(name);
  }

  async readAll(stage: StageRef, names: Iterable<string>): Promise<ReadonlyMap<string, Uint8Array>> {
    const wanted = [...names];
    const here = await this.options.local.readAll(stage, wanted);
    const toMerge = [...here.keys()].filter(isMerged);
    if (here.size === wanted.length && toMerge.length === 0) return here;
    const there = await this.#there(stage);
    const missing = wanted.filter((name) => !here.has(name) && there.has(name));
    const found = new Map([...here, ...(await this.#fetch(stage, missing, there))]);
    for (const name of toMerge) {
      const other = there.get(name);
      const ours = here.get(name)!;
      if (!other || other.sha256 === sha256Of(ours)) continue;
      const theirs = await this.#download(stage, name, other);
      if (theirs) found.set(name, mergeBlobs(name, ours, theirs));
    }
    return new Map(wanted.flatMap((name) => (found.has(name) ? [[name, found.get(name)!]] : [])));
  }

  async open(stage: StageRef, name: string): Promise<StoredBlob | undefined> {
    const here = await this.options.local.open(stage, name);
    if (here) return here;
    const there = await this.#there(stage);
    if (!there.has(name)) return undefined;
    const content = (await this.#fetch(stage, [name], there)).get(name);
    return content && ((await this.options.local.open(stage, name)) ?? inMemory(content));
  }

  async write(stage: StageRef, name: string, blob: Uint8Array): Promise<void> {
    await this.update(stage, new Map([[name, blob]]));
  }

  async remove(stage: StageRef, name: string): Promise<void> {
    await this.update(stage, new Map([[name, undefined]]));
  }

  async setAside(stage: StageRef, name: string, blob: Uint8Array): Promise<void> {
    await this.options.local.setAside(stage, name, blob);
    const sha256 = sha256Of(blob);
    if ((await this.#there(stage)).get(name)?.sha256 === sha256)
      await this.options.refused.add(sha256, refusedWhenDamagedMs);
  }

  async update(
    stage: StageRef,
    blobs: ReadonlyMap<string, Uint8Array | undefined>,
  ): Promise<ReadonlyMap<string, string>> {
    const givenUp = this.#givenUp.get(idOf(stage)) ?? new Set();
    this.#givenUp.set(idOf(stage), givenUp);
    for (const [name, blob] of blobs) if (!blob) givenUp.add(name);
    const written = await this.options.local.update(stage, blobs);
    this.options.onUpdate?.(stage);
    return written;
  }

  claim(stage: StageRef, options: ClaimOptions): Promise<Claim> {
    return this.options.local.claim(stage, options);
  }

  tryClaim(stage: StageRef, purpose: string): Promise<ClaimAttempt> {
    return this.options.local.tryClaim(stage, purpose);
  }

  lease(keys: Iterable<string>): Promise<Lease> {
    return this.options.local.lease(keys);
  }

  leased(): Promise<ReadonlySet<string>> {
    return this.options.local.leased();
  }

  /** What the cache has of a stage and is wanted. */
  async #there(stage: StageRef): Promise<RemoteBlobs> {
    const found =
      (await this.#reach(() => this.options.remote.blobsOf(stage))) ?? new Map<string, BlobFacts>();
    if (found.size === 0) return found;
    const refused = await this.options.refused.all();
    const givenUp = this.#givenUp.get(idOf(stage));
    return new Map([...found].filter(([name, { sha256 }]) => !refused.has(sha256) && !givenUp?.has(name)));
  }

  #fetch(
    stage: StageRef,
    names: readonly string[],
    there: RemoteBlobs,
  ): Promise<ReadonlyMap<string, Uint8Array>> {
    if (names.length === 0) return Promise.resolve(new Map());
    const before = this.#turns.get(idOf(stage)) ?? Promise.resolve();
    const turn = before.catch(() => {}).then(() => this.#fetchNow(stage, names, there));
    this.#turns.set(idOf(stage), turn);
    return turn;
  }

  async #fetchNow(
    stage: StageRef,
    names: readonly string[],
    there: RemoteBlobs,
  ): Promise<ReadonlyMap<string, Uint8Array>> {
    const { local, remote, onProgress } = this.options;
    // Who came before may have fetched some.
    const found = new Map(await local.readAll(stage, names));
    const missing = names.filter((name) => !found.has(name));
    const total = bytesOf(missing.map((name) => there.get(name)!));
    const label = `fetching ${stage.kind} ${stage.key.slice(0, 12)} from ${remote.place}`;
    let done = 0;
    const fetched = new Map<string, Uint8Array>();
    await Promise.all(
      missing.map(async (name) => {
        const facts = there.get(name)!;
        const content = await this.#download(stage, name, facts);
        if (content) fetched.set(name, content);
        done += facts.bytes;
        if (total >= toldFromBytes) onProgress({ label, done, total, unit: 'bytes' });
      }),
    );
    await this.#keep(stage, fetched);
    return new Map([...found, ...fetched]);
  }

  /** What cannot be had, or is wrong, is asked for no more for a while. */
  async #download(stage: StageRef, name: string, facts: BlobFacts): Promise<Uint8Array | undefined> {
    const { remote, refused, mayWrite } = this.options;
    const answer = await this.#reach(async () => ({ content: await remote.read(facts) }));
    if (answer?.content) return answer.content;
    await refused.add(facts.sha256, answer ? refusedWhenDamagedMs : refusedWhenAwayMs);
    if (!answer) return undefined;
    this.#tell(
      `${name} of ${stage.kind} ${stage.key.slice(0, 12)} is damaged or missing in ${remote.place}; it is not used`,
    );
    if (mayWrite) await this.#reach(() => remote.discard(facts));
    return undefined;
  }

  /** Unless somebody is at work on the stage, or nothing can be written here: what was fetched is then used, and fetched again. */
  async #keep(stage: StageRef, fetched: ReadonlyMap<string, Uint8Array>): Promise<void> {
    const { local, isObserver } = this.options;
    if (isObserver || fetched.size === 0) return;
    const attempt = await local.tryClaim(stage, 'fetching what a cache has of it').catch(() => undefined);
    if (!attempt || !('claim' in attempt)) return;
    const { claim } = attempt;
    try {
      const { blobs } = await local.describe(stage);
      const added = [...fetched].filter(([name]) => !blobs.has(name));
      if (added.length > 0) await local.update(stage, new Map(added));
    } catch (error) {
      // Whoever has taken it over is at work on the stage.
      if (!claim.lost.aborted) throw error;
    } finally {
      await claim.release();
    }
  }

  /** Nothing where the cache cannot be reached. */
  async #reach<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
    if (performance.now() < this.#restsUntilMs) return undefined;
    try {
      const answer = await ask();
      this.#hasReached = true;
      return answer;
    } catch (error) {
      if (!(error instanceof ThawError) || (this.options.mustReach && !this.#hasReached)) throw error;
      this.#restsUntilMs = performance.now() + restMs;
      this.#tell(`${formatProblems(error.problems)}\nwhat it has is computed here meanwhile`);
      return undefined;
    }
  }

  #tell(line: string): void {
    if (!this.#told.has(line)) this.options.onNotice(line);
    this.#told.add(line);
  }
}

const idOf = ({ kind, key }: StageRef): string => `${kind}/${key}`;
const bytesOf = (blobs: readonly BlobFacts[]): number => blobs.reduce((sum, { bytes }) => sum + bytes, 0);
