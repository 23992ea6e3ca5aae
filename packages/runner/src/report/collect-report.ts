import {
  rankRuns,
  ThawError,
  type BackboneRegistry,
  type DataPlace,
  type Objective,
  type Ranked,
  type RunConfig,
  type SelectionOptimism,
  type StageStore,
} from '@thaw/core';
import { datasetFacts } from '@thaw/execution/data';
import { readDataset, readEvaluation } from '@thaw/execution/stages';
import {
  worstMistakes,
  type HeldOut,
  type MistakeGallery,
  type ReportRun,
  type ReportSweep,
  type RunRecord,
} from '@thaw/tracker';
import type { JournaledSweep } from '../journals/read-store.js';
import { answersKeys, readHeldOut } from './read-held-out.js';
import { selectionOfImages } from './selection-of-images.js';
import { trainedParameters } from './trained-parameters.js';
import { withThumbnails } from './with-thumbnails.js';

/** Pictures in a report: enough to see what goes wrong, and a file of less than a megabyte. */
const shownMistakes = 24;

/**
 * All that a report shows of a sweep. What the store has lost, or a run never had, is left out.
 *
 * @param backbones the networks of its runs, as far as they are still there
 */
export async function collectSweep(
  { sweep, runs, configs, computed, networks }: JournaledSweep,
  stageSeconds: ReadonlyMap<string, number>,
  store: StageStore,
  backbones: BackboneRegistry,
): Promise<ReportSweep> {
  const parameters = await parametersOf(runs, configs, store, backbones);
  const reported: ReportRun[] = [];
  for (const record of runs) {
    reported.push({
      record,
      trainedParameters: parameters.get(record.id),
      evaluation: await evaluationOf(record, store),
    });
  }
  const ranked = rankRuns(reported, sweep.objective, ({ record }) => record);
  const [best] = ranked;
  const data = best && configs.get(best.run.record.id)?.data;
  const mistakes =
    best?.rank !== undefined && data !== undefined
      ? await galleryOf(best.run.record, runs, data, store)
      : undefined;
  const selection = await unlessLost(selectionOfRuns(ranked, sweep.objective, store));
  return {
    ...{ sweep, runs: reported, stageSeconds, computed, mistakes },
    ...(networks && { networks }),
    ...(selection && { selection }),
  };
}

/** Of runs that are one by themselves. */
async function selectionOfRuns(
  ranked: readonly Ranked<ReportRun>[],
  objective: Objective,
  store: StageStore,
): Promise<SelectionOptimism | undefined> {
  if (ranked.some(({ run }) => run.record.group)) return undefined;
  const candidates = ranked.flatMap(({ run, rank }) =>
    rank === undefined ? [] : (answersKeys(run.record) ?? []),
  );
  const labelsOf = async (dataset: string) => (await readDataset(store, dataset)).images;
  return selectionOfImages(candidates, objective, labelsOf, store);
}

async function parametersOf(
  runs: readonly RunRecord[],
  configs: ReadonlyMap<string, RunConfig>,
  store: StageStore,
  backbones: BackboneRegistry,
): Promise<ReadonlyMap<string, number>> {
  const key = runs.flatMap(({ stages }) => stages).find(({ kind }) => kind === 'dataset')?.key;
  if (key === undefined) return new Map();
  const dataset = await unlessLost(readDataset(store, key));
  return dataset ? trainedParameters(configs, datasetFacts(dataset), backbones) : new Map<string, number>();
}

async function evaluationOf({ stages }: RunRecord, store: StageStore): Promise<ReportRun['evaluation']> {
  const stage = stages.find(({ kind, status }) => kind === 'evaluate' && status !== 'failed');
  return stage && (await readEvaluation(store, stage.key));
}

async function galleryOf(
  best: RunRecord,
  runs: readonly RunRecord[],
  data: DataPlace,
  store: StageStore,
): Promise<MistakeGallery | undefined> {
  const heldOut = await unlessLost(readHeldOut(store, best));
  if (!heldOut) return undefined;
  const all = (await Promise.all(runs.map((run) => unlessLost(readHeldOut(store, run))))).filter(
    (other) => other !== undefined && haveSameImages(other, heldOut),
  );
  return withThumbnails(worstMistakes(best.id, heldOut, all as HeldOut[], shownMistakes), data);
}

/** The store has said what is damaged; a report is made of what is left. */
const unlessLost = <Value>(stored: Promise<Value>): Promise<Value | undefined> =>
  stored.catch((error: unknown) => {
    if (error instanceof ThawError) return undefined;
    throw error;
  });

const haveSameImages = (a: HeldOut, b: HeldOut): boolean =>
  a.images.length === b.images.length &&
  a.images.every(({ sha256 }, index) => sha256 === b.images[index]!.sha256);
