import { ThawError, type Launcher, type StageOutcome, type StageRef, type StageStore } from '@thaw/core';
import { datasetProblems, leftOut, usableDataset } from '@thaw/execution/data';
import {
  computeScores,
  readFeaturesManifest,
  type Report,
  type StoredScores,
  unreadableOf,
} from '@thaw/execution/stages';
import type { WeightsPlaces } from '@thaw/execution/weights';
import { basename } from 'node:path';
import { fetchedIdentity, storePooled } from '../features/pooled-stage.js';
import { candidate, type Candidate } from './candidate.js';

export interface ScoreCandidatesOptions extends Report {
  readonly store: StageStore;
  readonly weightsPlaces: WeightsPlaces;
  /** Opens what computes, if there is something to compute. */
  readonly open: () => Launcher;
}

/** With scores. */
export type WithScores = Candidate & { readonly scores: StoredScores };

export const isScored = (candidate: Candidate): candidate is WithScores => candidate.scores !== undefined;

export interface ScoredCandidate extends WithScores {
  /** What became of its features, and of its scores. */
  readonly outcomes: readonly StageOutcome[];
}

/** Passes all images once through every network that has no scores yet, and scores it; what is stored is not computed again. */
export async function scoreCandidates(
  candidates: readonly Candidate[],
  options: ScoreCandidatesOptions,
): Promise<readonly ScoredCandidate[]> {
  let opened: Launcher | undefined;
  const launcher = () => (opened ??= options.open());
  const notices = new Set<string>();
  const onNotice = (line: string) => {
    if (!notices.has(line)) options.onNotice(line);
    notices.add(line);
  };
  try {
    const scored: ScoredCandidate[] = [];
    for (const each of candidates) scored.push(await score(each, { ...options, launcher, onNotice }));
    return scored;
  } finally {
    await opened?.close();
  }
}

async function score(
  known: Candidate,
  { launcher, store, ...options }: ScoreCandidatesOptions & { readonly launcher: () => Launcher },
): Promise<ScoredCandidate> {
  if (known.scores) return reused(known, known.scores);
  const identity = await fetchedIdentity(known.source, options);
  const { config, source } = known;
  const found = identity === known.stage.weights ? known : await candidate(known, identity, store);
  if (found.scores) return reused(found, found.scores);
  const { stage, images, key } = found;
  const lease = await store.lease([stage.key]);
  try {
    const [computed, passSeconds] = await timed(storePooled(stage, source, { ...options, store, launcher }));
    await checkReadable(found, store, options);
    const label = basename(config.backbone.name);
    const [scores, seconds] = await timed(computeScores(stage, images, { ...options, store, label }));
    // They would be asked for again: what is no number is not stored as one.
    if (!Object.values(scores).every(Number.isFinite)) throw notComparable(label, scores.images);
    const pass = computed ? ({ status: 'computed', seconds: passSeconds } as const) : asBefore;
    const outcomes = [
      { kind: 'features', key: stage.key, ...pass },
      { kind: 'score', key, status: 'computed' as const, seconds },
    ];
    return { ...found, scores, outcomes };
  } finally {
    await lease.release();
  }
}

const notComparable = (network: string, images: number): ThawError =>
  new ThawError({
    code: 'THAW-DATA-EMPTY-SPLIT',
    message: `the scores of ${network} are no numbers, so it cannot be compared with others`,
    expected: 'images of several classes that can be read and are for the test in no run',
    found: `${images} that can be read`,
    remedy: 'add images, repair those that cannot be read, or lower data.split.test',
  });

/** What networks were compared by. */
export const scoredStages = (scored: readonly ScoredCandidate[]): readonly StageRef[] =>
  scored.flatMap(({ stage, key }) => [stage, { kind: 'score', key }]);

const asBefore = { status: 'reused', seconds: 0 } as const;

const reused = (found: Candidate, scores: StoredScores): ScoredCandidate => ({
  ...{ ...found, scores },
  outcomes: [
    { kind: 'features', key: found.stage.key, ...asBefore },
    { kind: 'score', key: found.key, ...asBefore },
  ],
});

async function timed<Result>(work: Promise<Result>): Promise<readonly [Result, number]> {
  const startMs = performance.now();
  return [await work, (performance.now() - startMs) / 1000];
}

/** Whether what could be decoded will do, as a sweep asks. */
async function checkReadable({ config, source, stage }: Candidate, store: StageStore, { onNotice }: Report) {
  const unreadable = unreadableOf(source.index.images, await readFeaturesManifest(store, stage));
  const usable = usableDataset(source.index, { ...config.data.split, seed: config.seed }, unreadable);
  const problems = datasetProblems(usable, { maxUnreadable: source.maxUnreadable, watched: [] });
  if (problems.length > 0) throw new ThawError(problems);
  if (unreadable.length > 0) onNotice(leftOut(usable));
}
