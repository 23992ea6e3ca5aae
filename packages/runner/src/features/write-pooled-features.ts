import { ThawError, type FeaturesStage, type Launcher, type StageStore } from '@thaw/core';
import { leftOut, tooManyUnreadable, writeNpy, writePaths } from '@thaw/execution/data';
import { isFilePlace } from '@thaw/execution/files';
import { FeatureReader, imageRows, type Report, type StageSettings } from '@thaw/execution/stages';
import { openLauncher } from '../api/backend.js';
import type { FeatureSource } from './feature-source.js';
import { fetchedIdentity, pooledStage, storePooled } from './pooled-stage.js';

export interface WriteFeaturesOptions extends Report {
  /** The `.npy` file; the paths go into a `.csv` beside it, unless it is no regular file. */
  readonly out: string;
  readonly store: StageStore;
  readonly settings: StageSettings;
  readonly onComputed: (stage: FeaturesStage) => void;
}

/**
 * Pooled features as an array `[images, channels]`, float32, one row a readable image in listing order. They are a
 * stage like those of a sweep: what a sweep has stored is used, and the other way round.
 */
export async function writePooledFeatures(
  source: FeatureSource,
  options: WriteFeaturesOptions,
): Promise<{ rows: number; columns: number; paths: string | undefined }> {
  const { weightsPlaces } = options.settings;
  const stage = pooledStage(source, await fetchedIdentity(source, { ...options, weightsPlaces }));
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
  let launcher: Launcher | undefined;
  try {
    const computed = await storePooled(stage, source, {
      ...options,
      launcher: () => (launcher ??= openLauncher(settings, options)),
    });
    if (computed) options.onComputed(stage);
  } finally {
    await launcher?.close();
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

async function* readRows(reader: FeatureReader, rows: readonly number[]): AsyncGenerator<Float32Array> {
  for (let first = 0; first < rows.length; first += 256) {
    const [activations] = await reader.read(rows.slice(first, first + 256));
    yield activations as Float32Array;
  }
}
