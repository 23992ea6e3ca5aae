import {
  imageChanges,
  seededRandom,
  shuffledIndices,
  type Activations,
  type Batch,
  type ImageChanges,
  type TrainStage,
} from '@thaw/core';
import { usableDataset, type UsableDataset } from '../data/usable-dataset.js';
import { ahead } from './ahead.js';
import { readDataset } from './dataset-stage.js';
import type { RowRef } from './feature-collection.js';
import { FeatureReader } from './feature-reader.js';
import type { StageContext } from './stage-context.js';
import { copyRows, imageRows } from './wanted-rows.js';

/** Batches of stored activations for one training: shuffled for each epoch, or in order for an evaluation. */
export class TrainingData {
  private constructor(
    private readonly stage: TrainStage,
    private readonly dataset: UsableDataset,
    private readonly labels: Int32Array,
    private readonly features: FeatureReader,
    private readonly copies: FeatureReader | undefined,
  ) {}

  static async open(stage: TrainStage, { store }: Pick<StageContext, 'store'>): Promise<TrainingData> {
    const index = await readDataset(store, stage.dataset);
    const { split, variants = 1 } = stage;
    const open = (key: string, rows: readonly RowRef[]) =>
      FeatureReader.open(store, { kind: 'features', key }, rows);
    const features = await open(stage.features, imageRows(index));
    const copies =
      stage.augmentedFeatures === undefined
        ? undefined
        : await open(stage.augmentedFeatures, copyRows(index, { split, variants }));
    return new TrainingData(
      stage,
      usableDataset(index, split, features.unreadable(index.images)),
      Int32Array.from(index.images, ({ label }) => label),
      features,
      copies,
    );
  }

  #placeOf: ReadonlyMap<number, number> | undefined;

  get classes(): readonly string[] {
    return this.dataset.classes;
  }

  get trainImages(): number {
    return this.dataset.split.train.length;
  }

  /** The images of a held-out split that can be read, by their place in the index. */
  rows(split: 'validation' | 'test'): Uint32Array {
    return this.dataset.split[split];
  }

  get stepsPerEpoch(): number {
    return Math.ceil(this.trainImages / this.stage.batchSize);
  }

  /** Training images of each class. */
  get classCounts(): number[] {
    const counts = this.classes.map(() => 0);
    for (const image of this.dataset.split.train) counts[this.labels[image]!]!++;
    return counts;
  }

  /**
   * The batches of an epoch, counted from 1, each read while the one before it is used. The order depends on the seed,
   * the phase and the epoch alone.
   */
  epoch(epoch: number): AsyncGenerator<Batch> {
    return ahead(this.#readEpoch(epoch));
  }

  /** All images of a split, in the order of the index. */
  inOrder(split: 'validation' | 'test'): AsyncGenerator<Batch> {
    return ahead(this.#readInOrder(this.rows(split)));
  }

  async close(): Promise<void> {
    await this.features.close();
    await this.copies?.close();
  }

  async *#readEpoch(epoch: number): AsyncGenerator<Batch> {
    const { batchSize, phaseIndex } = this.stage;
    const order = shuffledIndices(
      this.trainImages,
      seededRandom([this.#orderSeed, 'order', phaseIndex, epoch]),
    );
    for (let first = 0; first < order.length; first += batchSize) {
      const positions = order.subarray(first, first + batchSize);
      const images = positions.map((position) => this.dataset.split.train[position]!);
      const batch = this.#batch(images, await this.#trainingInputs(images, epoch));
      const changes = this.#changesOf(images, epoch);
      yield changes ? { ...batch, changes } : batch;
    }
  }

  async *#readInOrder(rows: Uint32Array): AsyncGenerator<Batch> {
    for (let first = 0; first < rows.length; first += this.stage.batchSize) {
      const images = rows.subarray(first, first + this.stage.batchSize);
      yield this.#batch(images, await this.features.read(images));
    }
  }

  /** Rows of copies are found by an image's place among all training images, the unreadable ones too. */
  #trainingInputs(images: Uint32Array, epoch: number): Promise<Activations[]> {
    if (!this.copies) return this.features.read(images);
    const { train } = this.dataset.divided;
    this.#placeOf ??= new Map(Array.from(train, (image, place) => [image, place]));
    const variant = (epoch - 1) % this.stage.variants!;
    return this.copies.read(images.map((image) => variant * train.length + this.#placeOf!.get(image)!));
  }

  /** Drawn for live augmentation. */
  #changesOf(images: Uint32Array, epoch: number): ImageChanges[] | undefined {
    const { augment, backbone } = this.stage;
    if (!augment) return undefined;
    const { variants } = augment;
    return Array.from(images, (image) => {
      const { sha256 } = this.dataset.images[image]!;
      const drawnFrom =
        variants === undefined
          ? { seed: this.#orderSeed, round: epoch - 1, image }
          : { seed: this.stage.split.seed, round: (epoch - 1) % variants, image: sha256 };
      return imageChanges(augment, backbone.imageSize, drawnFrom);
    });
  }

  /** Copies are the same for all that read them; what is drawn while training may be drawn anew. */
  get #orderSeed(): number {
    const { seeds, split } = this.stage;
    return seeds?.order ?? split.seed;
  }

  #batch(images: Uint32Array, inputs: readonly Activations[]): Batch {
    return { inputs, labels: Int32Array.from(images, (image) => this.labels[image]!), size: images.length };
  }
}
