import {
  heldFeatureBytes,
  ThawError,
  type Activations,
  type StageRef,
  type StageStore,
  type StoredBlob,
} from '@thaw/core';
import {
  readFeaturesManifest,
  rowBytes,
  shardNames,
  type FeatureOutput,
  type FeaturesManifest,
} from './feature-layout.js';
import { fromHalf } from './half-precision.js';

/** Rows of stored features, in any order. */
export class FeatureReader {
  private constructor(
    readonly manifest: FeaturesManifest,
    /** For each output, its shards. */
    private readonly shards: readonly (readonly StoredBlob[])[],
  ) {}

  /** Checks every shard. A damaged one is set aside by the store, and the stage has to be computed again. */
  static async open(store: StageStore, stage: StageRef): Promise<FeatureReader> {
    const manifest = await readFeaturesManifest(store, stage);
    if (!manifest) throw damaged(stage);
    const { outputs, rows } = manifest;
    const total = rows * outputs.reduce((bytes, output) => bytes + rowBytes(output), 0);
    const shards: StoredBlob[][] = [];
    for (const output of outputs) {
      const blobs: StoredBlob[] = [];
      for (const name of shardNames(manifest, output)) {
        const blob = await store.open(stage, name);
        if (!blob) {
          await Promise.all([...shards.flat(), ...blobs].map((opened) => opened.close()));
          throw damaged(stage);
        }
        blobs.push(total <= heldFeatureBytes ? await inMemory(blob) : blob);
      }
      shards.push(blobs);
    }
    return new FeatureReader(manifest, shards);
  }

  /** One array for each output, holding the rows one after the other. */
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
    const { rowsPerShard } = this.manifest;
    const readRow = async (row: number, index: number) => {
      const blob = shards[Math.floor(row / rowsPerShard)]!;
      target.set(await blob.read((row % rowsPerShard) * bytes, bytes), index * bytes);
    };
    // All at once, so that they are with libuv when a step blocks this thread.
    await Promise.all(Array.from(rows, readRow));
    return decoded(target, output.type);
  }
}

function decoded(bytes: Uint8Array<ArrayBuffer>, type: FeatureOutput['type']): Activations {
  if (type === 'uint8') return bytes;
  return type === 'float16' ? fromHalf(new Uint16Array(bytes.buffer)) : new Float32Array(bytes.buffer);
}

async function inMemory(blob: StoredBlob): Promise<StoredBlob> {
  const content = await blob.read(0, blob.bytes);
  await blob.close();
  return {
    bytes: blob.bytes,
    read: async (offset, length) => content.subarray(offset, offset + length),
    close: async () => {},
  };
}

const damaged = (stage: StageRef) =>
  new ThawError({
    code: 'THAW-STORE-DAMAGED',
    message: `stored features ${stage.key.slice(0, 12)} are damaged`,
    expected: 'every shard to have the checksum it was written with',
    found: 'a shard that is missing or was changed; it has been set aside',
    remedy: 'run the same command again: the features are computed anew',
  });
