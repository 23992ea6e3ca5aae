import type { Activations, StageRef, StageStore } from '@thaw/core';
import {
  featuresManifestName,
  rowBytes,
  shardName,
  type FeatureLayout,
  type FeaturesManifest,
  type SkippedImage,
} from './feature-layout.js';
import { toHalf } from './half-precision.js';

/** Collects rows into shards. What is stored stays: a writer opened again goes on after the last whole shard. */
export class FeatureWriter {
  readonly #buffers: Uint8Array[];
  readonly #skipped: SkippedImage[] = [];
  #row: number;

  private constructor(
    private readonly store: StageStore,
    private readonly stage: StageRef,
    private readonly layout: FeatureLayout,
    wholeShards: number,
    skipped: readonly SkippedImage[],
  ) {
    this.#buffers = layout.outputs.map((output) => new Uint8Array(rowBytes(output) * layout.rowsPerShard));
    this.#row = Math.min(layout.rows, wholeShards * layout.rowsPerShard);
    this.#skipped.push(...skipped.filter(({ row }) => row < this.#row));
  }

  static async open(store: StageStore, stage: StageRef, layout: FeatureLayout): Promise<FeatureWriter> {
    const names = new Set(await store.list(stage));
    const skipped = await store.read(stage, 'skipped.json');
    // Without the list of skipped images nobody knows which of the rows are nothing but zeros.
    if (!skipped) return new FeatureWriter(store, stage, layout, 0, []);
    let shards = 0;
    while (layout.outputs.every((output) => names.has(shardName(output, shards)))) shards++;
    const images = JSON.parse(new TextDecoder().decode(skipped)) as SkippedImage[];
    return new FeatureWriter(store, stage, layout, shards, images);
  }

  /** The next row to append. */
  get row(): number {
    return this.#row;
  }

  /** Appends `size` rows, one array for each output, the first of them row `firstRow`; rows it has are passed over. */
  async append(firstRow: number, size: number, activations: readonly Activations[]): Promise<void> {
    const encoded = activations.map((values, index) =>
      this.layout.outputs[index]!.type === 'float16' ? toHalf(values as Float32Array) : values,
    );
    for (let row = Math.max(firstRow, this.#row); row < firstRow + size; row++) {
      for (const [index, output] of this.layout.outputs.entries()) {
        const bytes = rowBytes(output);
        const { buffer, byteOffset } = encoded[index]!;
        const source = new Uint8Array(buffer, byteOffset + (row - firstRow) * bytes, bytes);
        this.#buffers[index]!.set(source, (row % this.layout.rowsPerShard) * bytes);
      }
      this.#row++;
      if (this.#row % this.layout.rowsPerShard === 0 || this.#row === this.layout.rows) await this.#flush();
    }
  }

  /** Notes that a row's image could not be read. Call it before the row is appended. */
  skip(image: SkippedImage): void {
    if (image.row >= this.#row) this.#skipped.push(image);
  }

  get skipped(): readonly SkippedImage[] {
    return this.#skipped;
  }

  async finish(): Promise<void> {
    const manifest: FeaturesManifest = { ...this.layout, skipped: this.#skipped };
    await this.#writeJson(featuresManifestName, manifest);
    await this.store.remove(this.stage, 'skipped.json');
  }

  async #flush(): Promise<void> {
    const shard = Math.ceil(this.#row / this.layout.rowsPerShard) - 1;
    const rows = this.#row - shard * this.layout.rowsPerShard;
    await this.#writeJson('skipped.json', this.#skipped);
    for (const [index, output] of this.layout.outputs.entries()) {
      await this.store.write(
        this.stage,
        shardName(output, shard),
        this.#buffers[index]!.subarray(0, rows * rowBytes(output)),
      );
    }
  }

  #writeJson(name: string, value: unknown): Promise<void> {
    return this.store.write(this.stage, name, new TextEncoder().encode(JSON.stringify(value)));
  }
}
