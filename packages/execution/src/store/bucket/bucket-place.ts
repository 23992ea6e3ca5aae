import { formatProblems, ThawError, type StageRef, type StageStore } from '@thaw/core';
import { makeFolder } from '@thaw/locks';
import { rm } from 'node:fs/promises';
import { bytesBelow } from '../../files/files-below.js';
import { requireWritableStore } from '../../files/require-writable.js';
import type { ObjectStore } from '../../objects/object-store.js';
import { StoreFolder } from '../folder/store-folder.js';
import type { Removal } from '../removal.js';
import type { ClaimsNow, HeldSweep, PlaceUsage, StorePlace, SweepHolder } from '../store-place.js';
import { BucketClaims } from './bucket-claims.js';
import { claimsNow } from './claims-now.js';
import { allBlobs, blobPattern, filesBeginning, storeName } from './bucket-layout.js';
import { requireConditions } from './require-conditions.js';
import { SharedFiles } from './shared-files.js';
import { StageStates } from './stage-states.js';
import { readWithin } from './within-bounds.js';

/** A slow line may take long to send the blobs of an update, which are listed only after the last. */
const leftoverMs = 86_400_000;
/** What a machine that dies has not yet told others of its journal. */
const pushMs = 10_000;

/** Of the object that says that there is a store. */
const mostStoreBytes = 1024;

export interface BucketPlaceOptions {
  readonly objects: ObjectStore;
  readonly store: StageStore;
  /** On this machine. */
  readonly path: string;
  readonly copies: string;
  /** The lock file of who writes a journal. */
  readonly lockOf: (journal: string) => string;
  readonly onNotice: (line: string) => void;
}

/** The bucket behind a `BucketStageStore`, and the folder of this machine that belongs to it. */
export class BucketPlace implements StorePlace {
  readonly #files: SharedFiles;
  readonly #claims: BucketClaims;

  constructor(private readonly options: BucketPlaceOptions) {
    const { objects, path, lockOf } = options;
    this.#files = new SharedFiles({ objects, folder: path, lockOf });
    this.#claims = new BucketClaims(new StageStates(objects, () => {}));
  }

  get name(): string {
    return this.options.objects.place;
  }

  get path(): string {
    return this.options.path;
  }

  /** Takes what others have told of their sweeps. @throws ThawError `THAW-STORE-MISSING` where there is no store and `mustExist`. */
  async open({ mustExist }: { readonly mustExist: boolean }): Promise<void> {
    const { objects, path } = this.options;
    if (mustExist && !(await objects.readNow(storeName, mostStoreBytes)))
      throw new ThawError({
        code: 'THAW-STORE-MISSING',
        message: `there is no store at ${this.name}`,
        expected: 'a place in which `thaw sweep` keeps results',
        found: `no object ${storeName}`,
        remedy: 'correct the prefix after --store, or make a store with `thaw sweep --spec FILE`',
      });
    await makeFolder(path);
    await this.#files.pull();
  }

  async requireWritable(): Promise<void> {
    await requireWritableStore(this.path);
    await requireConditions(this.options.objects);
  }

  claimsNow(): Promise<ClaimsNow> {
    return claimsNow(this.options.objects, new StageStates(this.options.objects, () => {}));
  }

  async usage(): Promise<PlaceUsage> {
    const objects = await this.options.objects.list('');
    const sum = (found: readonly { readonly bytes: number }[]) =>
      found.reduce((total, { bytes }) => total + bytes, 0);
    return {
      total: sum(objects),
      loose: sum(await this.#loose()),
      damaged: 0,
      journals: sum(objects.filter(({ name }) => name.startsWith(filesBeginning))),
      mlflow: 0,
    };
  }

  async clean({ dryRun }: { readonly dryRun: boolean }): Promise<readonly Removal[]> {
    const { objects, copies } = this.options;
    const leftovers = (await this.#loose()).filter(({ ageMs }) => ageMs > leftoverMs);
    const here = await bytesBelow(copies);
    if (!dryRun) {
      for (const { name } of leftovers) await objects.remove(name);
      await rm(copies, { recursive: true, force: true });
    }
    return [
      ...leftovers.map(({ name, bytes }): Removal => ({ what: 'leftover', name, bytes })),
      ...(here > 0 ? [{ what: 'copies', name: copies, bytes: here } as const] : []),
      ...(await new StoreFolder(this.path).clean({ dryRun })),
    ];
  }

  /** Objects of blobs that no stage lists. */
  async #loose() {
    const { objects, store } = this.options;
    // Before the lists are read: what is committed meanwhile is then listed.
    const found = await objects.list(allBlobs);
    // By the server's clock: by that of this machine, others might be sending what seems old.
    const { nowMs = 0 } = (await readWithin(objects, storeName, mostStoreBytes)) ?? {};
    const states = new StageStates(objects, () => {});
    const read = await Promise.all((await store.stages()).map((stage) => states.read(stage)));
    const listed = new Set(
      read.flatMap(({ state }) => [...state.blobs.values()].map(({ object }) => object)),
    );
    return found
      .filter(({ name }) => blobPattern.test(name) && !listed.has(name))
      .map(({ name, bytes, changedMs }) => ({ name, bytes, ageMs: nowMs - changedMs }));
  }

  async fileOf(stage: StageRef, name: string): Promise<string | undefined> {
    const blob = await this.options.store.open(stage, name);
    await blob?.close();
    const facts = (await this.options.store.describe(stage)).blobs.get(name);
    return blob && facts && `copies/${facts.sha256}`;
  }

  async holdSweep(sweep: string): Promise<HeldSweep | { readonly holder: SweepHolder }> {
    const { claim, holder } = await this.#claims.attempt({ kind: 'sweep', key: sweep }, 'the sweep');
    if (!claim) return { holder };
    // Who had it before may have told more since this store was opened.
    try {
      await this.#files.pullJournal(sweep);
    } catch (error) {
      await claim.release();
      throw error;
    }
    const push = async () => {
      if (claim.lost.aborted || (await this.#files.push(sweep))) return;
      throw new Error('another machine has written to it');
    };
    let pushing = Promise.resolve();
    const timer = setInterval(() => {
      pushing = pushing.then(push).catch(() => {});
    }, pushMs);
    timer.unref();
    return {
      lost: claim.lost,
      release: async () => {
        clearInterval(timer);
        await pushing;
        await push().catch((error: unknown) => {
          const why = error instanceof ThawError ? formatProblems(error.problems) : String(error);
          this.options.onNotice(
            `${why}\nthe journal of this sweep could not be sent to ${this.name}: the same command sends it`,
          );
        });
        await claim.release();
      },
    };
  }
}
