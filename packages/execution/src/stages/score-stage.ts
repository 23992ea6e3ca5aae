import {
  contentHash,
  scoreFeatures,
  scoreNames,
  shapes,
  stageKey,
  ThawError,
  type FeaturesStage,
  type OnProgress,
  type StageStore,
  type TransferScores,
} from '@thaw/core';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DatasetIndex } from '../data/dataset-index.js';
import { unitsOf } from '../data/split-units.js';
import type { Split } from '../data/split-dataset.js';
import { FeatureReader } from './feature-reader.js';
import { jsonOf, readBlob } from './stored-blob.js';

/** One image that is scored. */
export interface ScoredImage {
  readonly path: string;
  readonly sha256: string;
  readonly label: number;
  /** What it shows, or what is drawn alike: images of one unit are no neighbours of each other. */
  readonly unit: number;
}

/** What a score stage holds: `scores.json`. */
export interface StoredScores extends TransferScores {
  /** That could be read. */
  readonly images: number;
}

/** To find every image's nearest takes the square of this: more would take longer than the pass does on a fast GPU, and as much memory. */
export const mostScored = 10_000;
const name = 'scores.json';

/**
 * The images that networks are compared on: those for training and validation, never those for tests. Of more than `mostScored` so many, each
 * class by its share, which depend on nothing but what the images show.
 */
export function imagesToScore(
  { images }: Pick<DatasetIndex, 'images'>,
  { train, validation }: Pick<Split, 'train' | 'validation'>,
): readonly ScoredImage[] {
  const units = new Int32Array(images.length);
  unitsOf(images).forEach(({ members }, unit) => members.forEach((image) => (units[image] = unit)));
  const byContent = [...train, ...validation]
    .map((row) => ({ ...images[row]!, unit: units[row]! }))
    .toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : a.sha256 > b.sha256 ? 1 : a.label - b.label));
  const chosen = shareOfEach(byContent, mostScored);
  // Numbered as they come, so that nothing depends on the images that are not scored.
  const numbers = new Map<number, number>();
  return chosen.map(({ path, sha256, label, unit }) => {
    if (!numbers.has(unit)) numbers.set(unit, numbers.size);
    return { path, sha256, label, unit: numbers.get(unit)! };
  });
}

function shareOfEach<Image extends { readonly label: number }>(
  images: readonly Image[],
  most: number,
): readonly Image[] {
  if (images.length <= most) return images;
  const seen = new Map<number, number>();
  const share = most / images.length;
  return images.filter(({ label }) => {
    const before = seen.get(label) ?? 0;
    seen.set(label, before + 1);
    return Math.ceil((before + 1) * share) > Math.ceil(before * share);
  });
}

/** Equal images with equal classes have equal scores, whatever they are called and whoever asks. */
export const scoreKey = (features: Pick<FeaturesStage, 'key'>, images: readonly ScoredImage[]): string =>
  stageKey('score', { images: contentHash(images.map(({ sha256, label, unit }) => [sha256, label, unit])) }, [
    features.key,
  ]);

/** None if nobody has scored. */
export const readScores = (store: StageStore, key: string): Promise<StoredScores | undefined> =>
  readBlob(store, { kind: 'score', key }, name, asScores);

const asScores = jsonOf<StoredScores>(
  shapes.object({
    images: shapes.count,
    ...Object.fromEntries(scoreNames.map((each) => [each, shapes.number])),
  }),
);

export interface ScoreOptions {
  readonly store: StageStore;
  /** Of what, for people. */
  readonly label: string;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** Scores stored features, and stores the scores. Images that cannot be read are left out. */
export async function computeScores(
  features: FeaturesStage,
  images: readonly ScoredImage[],
  { store, label, onProgress, signal }: ScoreOptions,
): Promise<StoredScores> {
  const readable = await readFeatures(features, images, store);
  const scores = await inTurns(
    scoreFeatures(readable.matrix, readable),
    ({ done, total }) => onProgress({ label: `scores of ${label}`, done, total, unit: 'steps' }),
    signal,
  );
  const stored = { ...scores, images: readable.matrix.rows };
  const key = scoreKey(features, images);
  await store.write({ kind: 'score', key }, name, new TextEncoder().encode(JSON.stringify(stored)));
  return stored;
}

async function readFeatures(features: FeaturesStage, images: readonly ScoredImage[], store: StageStore) {
  const reader = await FeatureReader.open(
    store,
    features,
    images.map(({ sha256 }) => ({ name: sha256, sha256 })),
  );
  try {
    const unreadable = new Set(reader.unreadable(images).map(({ row }) => row));
    const rows = [...images.keys()].filter((row) => !unreadable.has(row));
    const columns = reader.manifest.outputs[0]!.shape.reduce((size, dimension) => size * dimension, 1);
    const values = new Float64Array(rows.length * columns);
    for (let first = 0; first < rows.length; first += batch) {
      const [activations] = await reader.read(rows.slice(first, first + batch));
      // What is not finite has no neighbours, and no eigenvalues that could be found.
      if (!activations!.every(Number.isFinite)) throw notFinite(features);
      values.set(activations!, first * columns);
    }
    return {
      matrix: { rows: rows.length, columns, values },
      labels: Int32Array.from(rows, (row) => images[row]!.label),
      units: Int32Array.from(rows, (row) => images[row]!.unit),
    };
  } finally {
    await reader.close();
  }
}

const batch = 256;

const notFinite = ({ backbone }: FeaturesStage): ThawError =>
  new ThawError({
    code: 'THAW-RUN-DIVERGED',
    message: `features of ${backbone.name} are not all finite numbers`,
    expected: 'numbers that can be compared',
    remedy: `leave ${backbone.name} out, or give it other weights: with these its activations overflow`,
  });
/** Milliseconds after which others have a turn. */
const turnMs = 50;

/** Does a piece of work that would hold the process up, letting others have their turns. */
async function inTurns<Told, Result>(
  work: Generator<Told, Result>,
  tell: (told: Told) => void,
  signal: AbortSignal,
): Promise<Result> {
  let since = performance.now();
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() - since < turnMs) continue;
    tell(value);
    await nextTurn();
    signal.throwIfAborted();
    since = performance.now();
  }
}
