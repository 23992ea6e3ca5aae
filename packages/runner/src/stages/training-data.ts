import {
  seededRandom,
  shuffledIndices,
  type Activations,
  type AugmentConfig,
  type Batch,
  type TrainStage,
} from '@thaw/core';
import { augmentImage } from '../data/augment/augment-image.js';
import { splitDataset, type Split } from '../data/split-dataset.js';
import { readDataset } from './dataset-stage.js';
import { FeatureReader } from './feature-reader.js';
import { augmentSeed } from './features-stage.js';
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

  /** The batches of an epoch, counted from 1. The order depends on the seed, the phase and the epoch alone. */
  async *epoch(epoch: number): AsyncGenerator<Batch> {
    const { batchSize, split, phaseIndex, augment } = this.stage;
    const order = shuffledIndices(this.trainImages, seededRandom([split.seed, 'order', phaseIndex, epoch]));
    for (let first = 0; first < order.length; first += batchSize) {
      const places = order.subarray(first, first + batchSize).map((position) => this.#trainPlaces[position]!);
      const images = places.map((place) => this.split.train[place]!);
      const inputs = await this.#trainingInputs(places, images, epoch);
      if (augment) this.#augment(inputs, images, augment, epoch);
      yield this.#batch(images, inputs);
    }
  }

  /** All images of a split, in the order of the index. */
  async *inOrder(split: 'validation' | 'test'): AsyncGenerator<Batch> {
    const rows = this.rows(split);
    for (let first = 0; first < rows.length; first += this.stage.batchSize) {
      const images = rows.subarray(first, first + this.stage.batchSize);
      yield this.#batch(images, await this.features.read(images));
    }
  }

  async close(): Promise<void> {
    await this.features.close();
    await this.copies?.close();
  }

  #trainingInputs(places: Uint32Array, images: Uint32Array, epoch: number): Promise<Activations[]> {
    if (!this.copies) return this.features.read(images);
    const imagesOfVariant = this.split.train.length;
    const variant = (epoch - 1) % (this.copies.manifest.rows / imagesOfVariant);
    return this.copies.read(places.map((place) => variant * imagesOfVariant + place));
  }

  #augment(
    [pixels]: readonly Activations[],
    images: Uint32Array,
    augment: AugmentConfig,
    epoch: number,
  ): void {
    const { imageSize } = this.stage.backbone;
    const bytes = imageSize * imageSize * 3;
    const round = augment.variants === undefined ? epoch - 1 : (epoch - 1) % augment.variants;
    for (const [index, image] of images.entries()) {
      const place = (pixels as Uint8Array).subarray(index * bytes, (index + 1) * bytes);
      place.set(augmentImage(place, imageSize, augment, augmentSeed(this.stage.split.seed, round, image)));
    }
  }

  #batch(images: Uint32Array, inputs: readonly Activations[]): Batch {
    return { inputs, labels: Int32Array.from(images, (image) => this.labels[image]!), size: images.length };
  }
}
