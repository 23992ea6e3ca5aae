import { backbones } from '@thaw/backbones';
import { featuresStage, graphHash, stageKey, type Engine, type FeaturesStage, type StageStore } from '@thaw/core';
import { datasetFacts } from '../data/dataset-facts.js';
import { writeNpy } from '../data/npy/write-npy.js';
import { writePaths } from '../data/npy/write-paths.js';
import { storeDataset } from '../stages/dataset-stage.js';
import { FeatureReader } from '../stages/feature-reader.js';
import { computeFeatures } from '../stages/features-stage.js';
import { isStored } from '../stages/is-stored.js';
import type { StageContext } from '../stages/stage-context.js';
import { identifyWeights } from '../weights/identify-weights.js';
import { provideWeights } from '../weights/provide-weights.js';
import type { WeightsPlaces } from '../weights/weights-places.js';
import type { FeatureSource } from './feature-source.js';

export interface WriteFeaturesOptions extends Pick<StageContext, 'onProgress' | 'onNotice' | 'signal'> {
  /** The `.npy` file; the paths go into a `.csv` beside it. */
  readonly out: string;
  readonly store: StageStore;
  readonly weightsPlaces: WeightsPlaces;
  readonly openEngine: () => Promise<Engine>;
}

/**
 * Pooled features as an array `[images, channels]`, float32, one row a readable image in listing order. They are a
 * stage like those of a sweep: what a sweep has stored is used, and the other way round.
 */
export async function writePooledFeatures(
  source: FeatureSource,
  options: WriteFeaturesOptions,
): Promise<{ rows: number; columns: number; paths: string }> {
  const { store, weightsPlaces, out, onProgress, onNotice, signal } = options;
  const backbone = backbones[source.backbone.name as keyof typeof backbones];
  const weightsOptions = { backbone, config: source.backbone.weights, seed: source.seed, ...weightsPlaces };
  const load = () => provideWeights({ ...weightsOptions, onProgress, onNotice, signal });
  let { identity, available } = await identifyWeights(weightsOptions);
  if (!available) {
    await load();
    ({ identity } = await identifyWeights(weightsOptions));
  }
  const stage = stageFor(source, identity);
  if (!(await isStored(store, stage))) {
    await storeDataset(store, { kind: 'dataset', key: stage.dataset }, source.index);
    const context: StageContext = {
      store,
      backbones,
      engine: options.openEngine,
      weightsOf: load,
      onEpoch: () => {},
      onProgress,
      onNotice,
      signal,
    };
    await computeFeatures([stage], context);
  }

  const reader = await FeatureReader.open(store, stage);
  try {
    const skipped = new Set(reader.manifest.skipped.map(({ row }) => row));
    const rows = [...source.index.images.keys()].filter((row) => !skipped.has(row));
    const columns = reader.manifest.outputs[0]!.shape.reduce((size, dimension) => size * dimension, 1);
    await writeNpy(out, [rows.length, columns], readRows(reader, rows));
    const paths = out.replace(/(\.npy)?$/, '.csv');
    await writePaths(paths, rows.map((row) => source.index.images[row]!.path));
    return { rows: rows.length, columns, paths };
  } finally {
    await reader.close();
  }
}

function stageFor({ index, backbone, seed, pool, maxUnreadable }: FeatureSource, weights: string): FeaturesStage {
  const { imagesHash, indexHash } = datasetFacts({ ...index, warnings: [] });
  const network = backbones[backbone.name as keyof typeof backbones];
  const stage = featuresStage({
    dataset: stageKey('dataset', { index: indexHash }, []),
    root: index.root,
    backbone,
    seed,
    outputs: ['head_pool'],
    maxUnreadable,
    work: 0,
    imagesHash,
    indexHash,
    graphHash: graphHash(network.build(backbone.imageSize), network.preprocessing),
    weights,
    pool,
  });
  return { ...stage, runs: [] };
}

async function* readRows(reader: FeatureReader, rows: readonly number[]): AsyncGenerator<Float32Array> {
  for (let first = 0; first < rows.length; first += 256) {
    const [activations] = await reader.read(rows.slice(first, first + 256));
    yield activations as Float32Array;
  }
}
