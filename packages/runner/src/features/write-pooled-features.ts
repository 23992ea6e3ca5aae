import {
  ThawError,
  featuresStage,
  graphHash,
  headPool,
  keyOfStage,
  own,
  stageKey,
  weightsRecord,
  type FeaturesStage,
  type StageStore,
} from '@thaw/core';
import { datasetFacts, leftOut, tooManyUnreadable, writeNpy, writePaths } from '@thaw/execution/data';
import { isFilePlace } from '@thaw/execution/files';
import {
  FeatureReader,
  imageRows,
  isStored,
  type Report,
  type StageSettings,
  storeDataset,
} from '@thaw/execution/stages';
import { fetchPretrained, identifyWeights } from '@thaw/execution/weights';
import { openLauncher } from '../api/backend.js';
import type { FeatureSource } from './feature-source.js';

export interface WriteFeaturesOptions extends Report {
  /** The `.npy` file; the paths go into a `.csv` beside it, unless it is no regular file. */
  readonly out: string;
  readonly store: StageStore;
  readonly settings: StageSettings;
}

/**
 * Pooled features as an array `[images, channels]`, float32, one row a readable image in listing order. They are a
 * stage like those of a sweep: what a sweep has stored is used, and the other way round.
 */
export async function writePooledFeatures(
  source: FeatureSource,
  options: WriteFeaturesOptions,
): Promise<{ rows: number; columns: number; paths: string | undefined }> {
  const stage = stageFor(source, await weightsIdentity(source, options));
  const lease = await options.store.lease([stage.key]);
  try {
    return await writeStage(stage, source, options);
  } finally {
    await lease.release();
  }
}

async function writeStage(
  stage: FeaturesStage,
  source: FeatureSource,
  options: WriteFeaturesOptions,
): Promise<{ rows: number; columns: number; paths: string | undefined }> {
  const { store, settings, out } = options;
  if (!(await isStored(store, stage, () => source.index))) {
    await storeDataset(store, { kind: 'dataset', key: stage.wanted[0]!.dataset }, source.index);
    const launcher = openLauncher(settings, options);
    try {
      await launcher.execute({ kind: 'features', stages: [stage] }, { ...options, onEpoch: () => {} });
    } finally {
      await launcher.close();
    }
  }

  const reader = await FeatureReader.open(store, stage, imageRows(source.index));
  try {
    const { images } = source.index;
    const unreadable = reader.unreadable(images);
    const problems = tooManyUnreadable({ images, unreadable }, source);
    if (problems.length > 0) throw new ThawError(problems);
    if (unreadable.length > 0) options.onNotice(leftOut({ images, unreadable }));
    const skipped = new Set(unreadable.map(({ row }) => row));
    const rows = [...images.keys()].filter((row) => !skipped.has(row));
    const columns = reader.manifest.outputs[0]!.shape.reduce((size, dimension) => size * dimension, 1);
    await writeNpy(out, [rows.length, columns], readRows(reader, rows));
    const paths = (await isFilePlace(out)) ? out.replace(/(\.npy)?$/, '.csv') : undefined;
    if (paths !== undefined) {
      await writePaths(
        paths,
        rows.map((row) => images[row]!.path),
      );
    }
    return { rows: rows.length, columns, paths };
  } finally {
    await reader.close();
  }
}

/** Fetches what is not here: what is got may be other weights than those that were looked for. */
async function weightsIdentity(
  { backbone, backbones, seed }: FeatureSource,
  options: WriteFeaturesOptions,
): Promise<string> {
  const network = own(backbones.registry, backbone.name)!;
  const request = { backbone: network, config: backbone.weights, seed, ...options.settings.weightsPlaces };
  const { identity, available } = await identifyWeights(request);
  if (available) return identity;
  await fetchPretrained(network, { ...request, ...options });
  return (await identifyWeights(request)).identity;
}

function stageFor(
  { data: { root, manifest }, index, backbone, backbones, seed, pool, precision, compile }: FeatureSource,
  weights: string,
): FeaturesStage {
  const { indexHash } = datasetFacts({ ...index, warnings: [] });
  const network = own(backbones.registry, backbone.name)!;
  const stage = featuresStage({
    wanted: {
      dataset: stageKey('dataset', { index: indexHash }, []),
      data: { root, ...(manifest !== undefined && { manifest }) },
    },
    backbone,
    seed,
    outputs: [headPool],
    ...(precision !== 'float32' && { precision }),
    ...(compile && { compile }),
    work: 0,
    graphHash: graphHash(
      network.build(backbone.imageSize),
      weightsRecord(network, backbone.weights).preprocessing,
    ),
    weights,
    pool,
  });
  return { ...stage, key: keyOfStage(stage), runs: [] };
}

async function* readRows(reader: FeatureReader, rows: readonly number[]): AsyncGenerator<Float32Array> {
  for (let first = 0; first < rows.length; first += 256) {
    const [activations] = await reader.read(rows.slice(first, first + 256));
    yield activations as Float32Array;
  }
}
