import { own, shapes, type FeaturesStock, type StageRef, type StageStore } from '@thaw/core';
import {
  listedShard,
  rowBytes,
  rowsOf,
  shardName,
  type FeatureOutput,
  type ShardList,
} from './feature-layout.js';
import { blobAs, jsonOf, readBlob } from './stored-blob.js';
import type { FeatureRow } from './wanted-rows.js';

/** The blob `features.json`: what is to be known of a collection besides its rows. */
export interface FeaturesManifest {
  readonly outputs: readonly FeatureOutput[];
  /** Why images could not be read, by their contents; they have no rows. */
  readonly unreadable: Readonly<Record<string, string>>;
  /** Shards were given up, for space or to be computed again: what is missing was not lost. */
  readonly evicted?: boolean;
}

export interface Shard extends ShardList {
  readonly id: string;
  readonly rows: readonly string[];
}

/** Where a row lies. */
export interface RowPlace {
  readonly shard: number;
  readonly row: number;
}

/** A row as somebody asks for it: its name, and the content of its image. */
export type RowRef = Pick<FeatureRow, 'name' | 'sha256'>;

export const featuresManifestName = 'features.json';

/** What a features stage had when this was read. */
export class FeatureCollection {
  #places: Map<string, RowPlace> | undefined;

  private constructor(
    /** None where nothing was finished, or where it was damaged: then nobody reads of it before it is finished again. */
    readonly manifest: FeaturesManifest | undefined,
    /** Those with all their blobs. */
    readonly shards: readonly Shard[],
    /** Those of which only the list is left: given up or damaged. */
    readonly lost: readonly Shard[],
    /** Names of all its blobs. */
    readonly blobs: readonly string[],
  ) {}

  /** `outputs`: what its rows have, told by whoever knows it also where `features.json` does not. */
  static async read(
    store: StageStore,
    stage: StageRef,
    outputs?: readonly FeatureOutput[],
  ): Promise<FeatureCollection> {
    const manifest = await readFeaturesManifest(store, stage);
    const known = outputs ?? manifest?.outputs;
    // What a list names was written with it: lists that come later name what is there later.
    const blobs = await store.list(stage);
    const { blobs: sizes } = await store.describe(stage);
    const shards: Shard[] = [];
    const lost: Shard[] = [];
    for (const [name, blob] of await store.readAll(stage, blobs.filter(isList))) {
      const id = listedShard(name)!;
      const list = await blobAs(store, stage, name, blob, asList);
      if (!list) continue;
      const rows = rowsOf(list.batches);
      // Of a shard that is too short, rows would be read that are not there.
      const isWhole = known?.every(
        (output) => sizes.get(shardName(output, id))?.bytes === rows.length * rowBytes(output),
      );
      (isWhole ? shards : lost).push({ id, ...list, rows });
    }
    return new FeatureCollection(manifest, shards, lost, blobs);
  }

  place(name: string): RowPlace | undefined {
    this.#places ??= new Map(
      this.shards.flatMap(({ rows }, shard) => rows.map((each, row) => [each, { shard, row }] as const)),
    );
    return this.#places.get(name);
  }

  /** Whether nothing is left to compute of a row: it is there, or its image cannot be read. */
  has({ name, sha256 }: RowRef): boolean {
    return this.place(name) !== undefined || own(this.manifest?.unreadable ?? {}, sha256) !== undefined;
  }

  stockOf(wanted: ReadonlyMap<string, RowRef>): FeaturesStock {
    const lost = new Set(this.lost.flatMap(({ rows }) => rows));
    let [stored, again] = [0, 0];
    for (const row of wanted.values()) {
      if (this.has(row)) stored++;
      else if (lost.has(row.name)) again++;
    }
    return { stored, total: wanted.size, ...(again > 0 && { again }) };
  }

  /** Whether nothing is left to compute of any of these. */
  hasAll(wanted: ReadonlyMap<string, RowRef>): boolean {
    const { stored, total } = this.stockOf(wanted);
    return this.manifest !== undefined && stored === total;
  }
}

export const readFeaturesManifest = (
  store: StageStore,
  stage: StageRef,
): Promise<FeaturesManifest | undefined> => readBlob(store, stage, featuresManifestName, asManifest);

/** The lists of all shards that a features stage has or had, as they are stored. */
export async function readShardLists(
  store: StageStore,
  stage: StageRef,
): Promise<ReadonlyMap<string, Uint8Array>> {
  return store.readAll(stage, (await store.list(stage)).filter(isList));
}

const isList = (name: string): boolean => listedShard(name) !== undefined;

/** Images that have no pixels, of these. */
export function unreadableOf(
  images: readonly { readonly path: string; readonly sha256: string }[],
  manifest: FeaturesManifest | undefined,
): readonly { readonly row: number; readonly path: string; readonly reason: string }[] {
  const reasons = manifest?.unreadable ?? {};
  return images.flatMap(({ path, sha256 }, row) => {
    const reason = own(reasons, sha256);
    return reason === undefined ? [] : { row, path, reason };
  });
}

const { anyOf, byName, count, flag, listOf, object, oneOf, text } = shapes;

const asManifest = jsonOf<FeaturesManifest>(
  object(
    {
      outputs: listOf(
        object({ layer: text, shape: listOf(count), type: oneOf('float32', 'float16', 'uint8') }),
      ),
      unreadable: byName(text),
    },
    { evicted: flag },
  ),
);

const asList = jsonOf<ShardList>(object({ batches: listOf(listOf(anyOf(text, { type: 'null' }))) }));
