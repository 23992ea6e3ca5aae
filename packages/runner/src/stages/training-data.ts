import {
  seededRandom,
  shuffledIndices,
  type Activations,
  type Batch,
  type ImageChanges,
  type TrainStage,
} from '@thaw/core';
import { imageChanges } from '../data/augment/image-changes.js';
import { splitDataset, type Split } from '../data/split-dataset.js';
import { ahead } from './ahead.js';
import { readDataset } from './dataset-stage.js';
import { FeatureReader } from './feature-reader.js';
import type { StageContext } from './stage-context.js';

/** Batches of stored activations for one training: shuffled for each epoch, or in order for an evaluation. */
export class TrainingData {
  private constructor(
    private readonly stage: TrainStage,
    readonly classes: readonly string[],
    private readonly labels: Int32Array,
    private readonly split: Split,
    private readonly features: FeatureReader,
    private readonly copies: FeatureReader | undefined,
  ) {}

  static async open(stage: TrainStage, { store }: Pick<StageContext, 'store'>): Promise<TrainingData> {
    const index = await readDataset(store, stage.dataset);
    const features = await FeatureReader.open(store, { kind: 'features', key: stage.features });
    const copies =
      stage.augmentedFeatures === undefined
        ? undefined
        : await FeatureReader.open(store, { kind: 'features', key: stage.augmentedFeatures });
    const unreadable = new Set(features.manifest.skipped.map(({ row }) => row));
    const { train, validation, test } = splitDataset(index, stage.split, stage.split.seed);
    const readable = (rows: Uint32Array) => rows.filter((row) => !unreadable.has(row));
    // Rows of copies are found by an image's place among all training images, so that order is kept as it was.
    const split = { train, validation: readable(validation), test: readable(test) };
    const data = new TrainingData(
      stage,
      index.classes,
      Int32Array.from(index.images, ({ label }) => label),
      split,
      features,
      copies,
    );
    data.#trainPlaces = Uint32Array.from(train.keys()).filter((place) => !unreadable.has(train[place]!));
    return data;
  }

  /** Places in `split.train` of the images that can be read. */
  #trainPlaces = new Uint32Array();

  get trainImages(): number {
    return this.#trainPlaces.length;
  }

  /** The images of a held-out split that can be read, by their place in the index. */
  rows(split: 'validation' | 'test'): Uint32Array {
    return this.split[split];
  }

  get stepsPerEpoch(): number {
    return Math.ceil(this.trainImages / this.stage.batchSize);
  }

  /** Training images of each class. */
  get classCounts(): number[] {
    const counts = this.classes.map(() => 0);
    for (const place of this.#trainPlaces) counts[this.labels[this.split.train[place]!]!]!++;
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
    const { batchSize, split, phaseIndex } = this.stage;
    const order = shuffledIndices(this.trainImages, seededRandom([split.seed, 'order', phaseIndex, epoch]));
    for (let first = 0; first < order.length; first += batchSize) {
      const places = order.subarray(first, first + batchSize).map((position) => this.#trainPlaces[position]!);
      const images = places.map((place) => this.split.train[place]!);
      const batch = this.#batch(images, await this.#trainingInputs(places, images, epoch));
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

  #trainingInputs(places: Uint32Array, images: Uint32Array, epoch: number): Promise<Activations[]> {
    if (!this.copies) return this.features.read(images);
    const imagesOfVariant = this.split.train.length;
    const variant = (epoch - 1) % (this.copies.manifest.rows / imagesOfVariant);
    return this.copies.read(places.map((place) => variant * imagesOfVariant + place));
  }

  /** Drawn for live augmentation. */
  #changesOf(images: Uint32Array, epoch: number): ImageChanges[] | undefined {
    const { augment, backbone, split } = this.stage;
    if (!augment) return undefined;
    const round = augment.variants === undefined ? epoch - 1 : (epoch - 1) % augment.variants;
    return Array.from(images, (image) =>
      imageChanges(augment, backbone.imageSize, { seed: split.seed, round, image }),
    );
  }

  #batch(images: Uint32Array, inputs: readonly Activations[]): Batch {
    return { inputs, labels: Int32Array.from(images, (image) => this.labels[image]!), size: images.length };
  }
}
