import type { DatasetInput, TrainStage } from '@thaw/core';
import { createHash } from 'node:crypto';
import { basename, extname } from 'node:path';
import { splitNames, type DatasetIndex } from '../data/dataset-index.js';
import { splitDataset } from '../data/split-dataset.js';

/** MLflow takes up to 36. */
const digestLength = 16;

/** Describes what runs are trained, validated and tested on. Runs that divide a dataset alike share the work. */
export class DatasetInputs {
  readonly #known = new Map<string, readonly DatasetInput[]>();

  /** By the key of a dataset stage. */
  constructor(private readonly indexes: ReadonlyMap<string, DatasetIndex>) {}

  of(
    { dataset, split }: Pick<TrainStage, 'dataset' | 'split'>,
    data: { readonly root: string; readonly manifest?: string },
  ): readonly DatasetInput[] {
    const id = JSON.stringify([dataset, split]);
    let inputs = this.#known.get(id);
    if (!inputs) this.#known.set(id, (inputs = describe(this.indexes.get(dataset)!, dataset, split, data)));
    return inputs;
  }
}

/** Splits that have no image are left out. */
function describe(
  index: DatasetIndex,
  stage: string,
  shares: TrainStage['split'],
  { root, manifest }: { readonly root: string; readonly manifest?: string },
): readonly DatasetInput[] {
  const split = splitDataset(index, shares, shares.seed);
  const name = manifest === undefined ? basename(root) : basename(manifest, extname(manifest));
  return splitNames.flatMap((context) => {
    const images = Array.from(split[context], (place) => index.images[place]!);
    if (images.length === 0) return [];
    const digest = createHash('sha256');
    for (const { sha256, label } of images) digest.update(`${sha256} ${index.classes[label]}\n`);
    return {
      name,
      context,
      digest: digest.digest('hex').slice(0, digestLength),
      images: images.length,
      classes: new Set(images.map(({ label }) => label)).size,
      stage,
      source: root,
    };
  });
}
