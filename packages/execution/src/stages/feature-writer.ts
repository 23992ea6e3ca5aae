import { featuresBatchSize, toHalf, type Activations, type StageRef, type StageStore } from '@thaw/core';
import {
  FeatureCollection,
  featuresManifestName,
  readFeaturesManifest,
  type FeaturesManifest,
  type Shard,
} from './feature-collection.js';
import {
  listedShard,
  listName,
  rowBytes,
  rowsOf,
  rowsPerShard,
  shardId,
  shardName,
  shardOf,
  type FeatureOutput,
  type RowBatch,
} from './feature-layout.js';

/** A crash loses what was computed in this time at most, and whoever waits for that long writes a shard once more. */
const unsavedMs = 30_000;

/**
 * Adds rows to a collection, shard by shard, each with its list in one update: what is in the store is always whole. A
 * shard that is not full is filled first, so that many small additions come to few shards.
 */
export class FeatureWriter {
  readonly #buffers: readonly Uint8Array[];
  /** A shard has no more rows, unless its one batch has. */
  readonly #mostRows: number;
  readonly #unreadable = new Map<string, string>();
  /** Of the shard that fills. */
  #batches: RowBatch[] = [];
  #rows = 0;
  /** As the shard that fills lies in the store. */
  #saved: string | undefined;
  #savedMs = Date.now();

  private constructor(
    private readonly store: StageStore,
    private readonly stage: StageRef,
    private readonly outputs: readonly FeatureOutput[],
    /** As it was before. */
    readonly collection: FeatureCollection,
    shardBytes: number | undefined,
  ) {
    this.#mostRows = rowsPerShard(outputs, shardBytes);
    const capacity = Math.max(this.#mostRows, featuresBatchSize);
    this.#buffers = outputs.map((output) => new Uint8Array(capacity * rowBytes(output)));
  }

  /** Whoever writes holds the claim of the stage. */
  static async open(
    store: StageStore,
    stage: StageRef,
    outputs: readonly FeatureOutput[],
    shardBytes?: number,
  ): Promise<FeatureWriter> {
    // Where `features.json` was damaged, the shards are as they were: what they hold is not computed again.
    const collection = await FeatureCollection.read(store, stage, outputs);
    const writer = new FeatureWriter(store, stage, outputs, collection, shardBytes);
    // A shard that turns out to be damaged is set aside, and what it held is missing then.
    return (await writer.#goOn()) ? writer : FeatureWriter.open(store, stage, outputs, shardBytes);
  }

  /** Takes up the shard that has most room. */
  async #goOn(): Promise<boolean> {
    const [shard] = this.collection.shards.toSorted((a, b) => a.rows.length - b.rows.length);
    if (!shard || shard.rows.length >= this.#mostRows) return true;
    for (const [index, output] of this.outputs.entries()) {
      const blob = await this.store.read(this.stage, shardName(output, shard.id));
      if (!blob) return false;
      this.#buffers[index]!.set(blob);
    }
    this.#batches = [...shard.batches];
    this.#rows = shard.rows.length;
    this.#saved = shard.id;
    return true;
  }

  /** Adds those rows of a computed batch that have a name; of each output there is one array. */
  async append(batch: RowBatch, activations: readonly Activations[]): Promise<void> {
    const rows = rowsOf([batch]).length;
    if (rows === 0) return;
    if (this.#rows + rows > this.#mostRows) await this.#next();
    const encoded = activations.map((values, index) =>
      this.outputs[index]!.type === 'float16' ? toHalf(values as Float32Array) : values,
    );
    for (const [place, name] of batch.entries()) {
      if (name === null) continue;
      for (const [index, output] of this.outputs.entries()) {
        const bytes = rowBytes(output);
        const { buffer, byteOffset } = encoded[index]!;
        const source = new Uint8Array(buffer, byteOffset + place * bytes, bytes);
        this.#buffers[index]!.set(source, this.#rows * bytes);
      }
      this.#rows++;
    }
    this.#batches.push(batch);
    if (Date.now() - this.#savedMs > unsavedMs) await this.save();
  }

  /** Notes why an image could not be read, by its content. */
  skip(sha256: string, reason: string): void {
    this.#unreadable.set(sha256, reason);
  }

  /** Stores all that there is: for an end before the end. */
  async save(): Promise<void> {
    this.#savedMs = Date.now();
    const changes = new Map<string, Uint8Array | undefined>();
    const shard = { batches: this.#batches };
    const id = shardId(shard);
    const isNew = this.#rows > 0 && id !== this.#saved;
    if (isNew) {
      if (this.#saved !== undefined)
        for (const name of this.#namesOf(this.#saved)) changes.set(name, undefined);
      changes.set(listName(id), encodeJson(shard));
      for (const [index, output] of this.outputs.entries())
        changes.set(shardName(output, id), this.#buffers[index]!.subarray(0, this.#rows * rowBytes(output)));
    }
    if (!isNew && this.#unreadable.size === 0) return;
    changes.set(featuresManifestName, encodeJson(await this.#manifest()));
    await this.store.update(this.stage, changes);
    if (isNew) this.#saved = id;
  }

  /** Stores the rest, and drops shards whose rows are all elsewhere: computed again, or stored by another writer as well. */
  async finish(): Promise<void> {
    await this.save();
    const after = await FeatureCollection.read(this.store, this.stage, this.outputs);
    const replaced = after.lost.filter(({ rows }) => rows.every((name) => after.place(name)));
    const doubled = doubledShards(after.shards);
    const listed = new Set(after.blobs.map(listedShard));
    const isUnlisted = (shard: string | undefined) => shard !== undefined && !listed.has(shard);
    const dropped = [
      ...[...replaced, ...doubled].flatMap(({ id }) => this.#namesOf(id)),
      ...after.blobs.filter((name) => isUnlisted(shardOf(name))),
    ];
    const { evicted, ...manifest } = await this.#manifest();
    // Whatever was given up is back.
    const isWhole = replaced.length === after.lost.length;
    const changes = new Map<string, Uint8Array | undefined>(dropped.map((name) => [name, undefined]));
    changes.set(
      featuresManifestName,
      encodeJson({ ...manifest, ...(evicted && !isWhole && { evicted }) } satisfies FeaturesManifest),
    );
    await this.store.update(this.stage, changes);
  }

  async #next(): Promise<void> {
    await this.save();
    this.#batches = [];
    this.#rows = 0;
    this.#saved = undefined;
  }

  /** With what others have noted meanwhile. */
  async #manifest(): Promise<FeaturesManifest> {
    const { unreadable, evicted } = (await readFeaturesManifest(this.store, this.stage)) ?? {};
    return {
      outputs: this.outputs,
      unreadable: { ...unreadable, ...Object.fromEntries(this.#unreadable) },
      ...(evicted && { evicted }),
    };
  }

  #namesOf(shard: string): readonly string[] {
    return [listName(shard), ...this.outputs.map((output) => shardName(output, shard))];
  }
}

/** Shards that can be spared, the smallest first, as others hold all their rows. */
function doubledShards(shards: readonly Shard[]): readonly Shard[] {
  const times = new Map<string, number>();
  const count = ({ rows }: Shard, by: number) => {
    for (const name of rows) times.set(name, (times.get(name) ?? 0) + by);
  };
  for (const shard of shards) count(shard, 1);
  return shards
    .toSorted((a, b) => a.rows.length - b.rows.length)
    .filter((shard) => {
      const isDoubled = shard.rows.every((name) => times.get(name)! > 1);
      if (isDoubled) count(shard, -1);
      return isDoubled;
    });
}

const encodeJson = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
