import {
  fromHalf,
  heldFeatureBytes,
  ThawError,
  type Activations,
  type StageRef,
  type StageStore,
  type StoredBlob,
} from '@thaw/core';
import {
  FeatureCollection,
  unreadableOf,
  type FeaturesManifest,
  type RowRef,
  type Shard,
} from './feature-collection.js';
import { rowBytes, shardName, type FeatureOutput } from './feature-layout.js';

/** Where rows lie, in the order in which they were asked for; those of images that cannot be read lie nowhere. */
interface Places {
  /** Indices into the shards that are opened. */
  readonly shards: Int32Array;
  readonly rows: Int32Array;
}

/** Rows of a collection, chosen when it is opened, in any order. What is added to it later changes nothing. */
export class FeatureReader {
  private constructor(
    readonly manifest: FeaturesManifest,
    private readonly places: Places,
    /** For each output, the shards. */
    private readonly shards: readonly (readonly StoredBlob[])[],
  ) {}

  /** Checks every shard that it reads. A damaged one is set aside by the store, and what it held has to be computed again. */
  static async open(store: StageStore, stage: StageRef, rows: readonly RowRef[]): Promise<FeatureReader> {
    const collection = await FeatureCollection.read(store, stage);
    const { manifest } = collection;
    if (!manifest || !rows.every((row) => collection.has(row))) throw damaged(stage);
    const { places, used } = find(rows, collection);
    const bytes = rows.length * manifest.outputs.reduce((sum, output) => sum + rowBytes(output), 0);
    const opened: StoredBlob[][] = manifest.outputs.map(() => []);
    const close = () => Promise.all(opened.flat().map((each) => each.close()));
    try {
      for (const [index, output] of manifest.outputs.entries()) {
        for (const { shard, wanted } of used) {
          const blob = await store.open(stage, shardName(output, shard.id));
          if (!blob) {
            await close();
            // Set aside, or replaced just now by one that holds more: a new look tells.
            return FeatureReader.open(store, stage, rows);
          }
          opened[index]!.push(
            bytes <= heldFeatureBytes ? await inMemory(blob, shard, wanted, rowBytes(output)) : blob,
          );
        }
      }
    } catch (error) {
      await close();
      throw error;
    }
    return new FeatureReader(manifest, places, opened);
  }

  /** Those of the images that were asked for which have no pixels. */
  unreadable<Image extends { readonly path: string; readonly sha256: string }>(images: readonly Image[]) {
    return unreadableOf(images, this.manifest);
  }

  /** One array for each output, holding these of the rows that were asked for one after the other. */
  read(rows: ArrayLike<number>): Promise<Activations[]> {
    return Promise.all(
      this.manifest.outputs.map((output, index) => this.#readOutput(output, this.shards[index]!, rows)),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.shards.flat().map((blob) => blob.close()));
  }

  async #readOutput(
    output: FeatureOutput,
    shards: readonly StoredBlob[],
    rows: ArrayLike<number>,
  ): Promise<Activations> {
    const bytes = rowBytes(output);
    const target = new Uint8Array(rows.length * bytes);
    const { places } = this;
    const readRow = async (row: number, index: number) => {
      const blob = shards[places.shards[row]!]!;
      target.set(await blob.read(places.rows[row]! * bytes, bytes), index * bytes);
    };
    // All at once, so that they are with libuv when a step blocks this thread.
    await Promise.all(Array.from(rows, readRow));
    return decoded(target, output.type);
  }
}

interface UsedShard {
  readonly shard: Shard;
  /** Rows of it that are read. */
  readonly wanted: ReadonlySet<number>;
}

function find(rows: readonly RowRef[], collection: FeatureCollection) {
  const places: Places = { shards: new Int32Array(rows.length), rows: new Int32Array(rows.length) };
  const used: { shard: Shard; wanted: Set<number> }[] = [];
  const indices = new Map<number, number>();
  for (const [index, { name }] of rows.entries()) {
    const place = collection.place(name);
    if (!place) continue;
    const shard = indices.get(place.shard) ?? used.length;
    if (shard === used.length) {
      indices.set(place.shard, shard);
      used.push({ shard: collection.shards[place.shard]!, wanted: new Set() });
    }
    used[shard]!.wanted.add(place.row);
    places.shards[index] = shard;
    places.rows[index] = place.row;
  }
  return { places, used: used as readonly UsedShard[] };
}

function decoded(bytes: Uint8Array<ArrayBuffer>, type: FeatureOutput['type']): Activations {
  if (type === 'uint8') return bytes;
  return type === 'float16' ? fromHalf(new Uint16Array(bytes.buffer)) : new Float32Array(bytes.buffer);
}

/** A shard of which a few rows are read is not held whole: it may be of a much larger dataset. */
async function inMemory(
  blob: StoredBlob,
  { rows }: Shard,
  wanted: ReadonlySet<number>,
  bytes: number,
): Promise<StoredBlob> {
  const content = await blob.read(0, blob.bytes).finally(() => blob.close());
  const close = async () => {};
  if (wanted.size === rows.length)
    return { bytes: blob.bytes, read: async (at, length) => content.subarray(at, at + length), close };
  const held = new Uint8Array(wanted.size * bytes);
  const places = new Int32Array(rows.length);
  for (const [place, row] of [...wanted].entries()) {
    held.set(content.subarray(row * bytes, (row + 1) * bytes), place * bytes);
    places[row] = place * bytes;
  }
  return {
    bytes: blob.bytes,
    async read(at, length) {
      const place = places[at / bytes]!;
      return held.subarray(place, place + length);
    },
    close,
  };
}

const damaged = (stage: StageRef) =>
  new ThawError({
    code: 'THAW-STORE-DAMAGED',
    message: `stored features ${stage.key.slice(0, 12)} are damaged`,
    expected: 'every shard to have the checksum it was written with',
    found: 'a shard that is missing or was changed; it has been set aside',
    remedy: 'run the same command again: the images that it held are computed anew',
  });
