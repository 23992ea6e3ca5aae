import {
  canonicalJson,
  inShort,
  own,
  splitOf,
  ThawError,
  type NightsBest,
  type RunConfig,
  type RunGroup,
  type StageStore,
} from '@thaw/core';
import { divideDataset } from '@thaw/execution/data';
import { readDataset, readEvaluation } from '@thaw/execution/stages';
import { journalPath, readSweep, standardError, type RunRecord } from '@thaw/tracker';
import type { GroupResult, SweepResult } from '../api/results.js';
import { readJournals } from '../journals/journaled-runs.js';
import { registeredAs } from '../runs/registered-as.js';
import { readHeldOut } from '../report/read-held-out.js';

/** Where what came of a sweep is kept. */
interface Kept {
  readonly store: StageStore;
  /** The folder of the journals. */
  readonly journals: string;
}

/** The run that a sweep ranks first, or of its group the mean, as the history keeps it; undefined where none has finished with a number. */
export async function nightsBest(
  { best, groups, objective, sweep }: SweepResult,
  { store, journals }: Kept,
): Promise<NightsBest | undefined> {
  const group = best?.group && groups.find((each) => each.runs.includes(best.id));
  const value = group ? group.value : best && own(best.metrics, objective.metric);
  if (!best || value === undefined) return undefined;
  const { runs } = await readSweep(journalPath(journals, sweep));
  const record = runs.find(({ id }) => id === best.id);
  if (!record) return undefined;
  const error = group
    ? errorOfMean(group, best.group!)
    : await errorOf(objective.metric, record, best.config, store);
  const records = group ? runs.filter(({ id }) => group.runs.includes(id)) : [record];
  return {
    run: best.id,
    name: group?.name ?? best.name,
    parameters: Object.fromEntries(
      Object.entries(best.parameters).map(([path, setting]) => [path, inShort(setting)]),
    ),
    value,
    ...(error !== undefined && { standardError: error }),
    stage: records.map(resultKey).join(' '),
    ...(record.registered && { registered: await registrationsOf(best.id, journals) }),
  };
}

/** An alias may have gone to a run of another sweep. */
async function registrationsOf(run: string, journals: string): Promise<readonly string[]> {
  const { runs } = await readJournals(journals);
  return registeredAs(
    run,
    runs.map(({ record }) => record),
  );
}

/** As the interval of its mean has it. */
const errorOfMean = ({ spread, size }: GroupResult, { overlap }: RunGroup): number | undefined =>
  spread === undefined ? undefined : spread * Math.sqrt(1 / size + overlap);

/** Without images held out nothing is evaluated; the training, as far as the run reads it, is the result then. */
function resultKey({ stages, phases }: RunRecord): string {
  const last = (wanted: string) => stages.findLast(({ kind }) => kind === wanted)?.key;
  return last('evaluate') ?? `${last('train')} ${canonicalJson(phases.map(({ chosen }) => chosen))}`;
}

/**
 * Of what the run says of images held out. With test images the store has only what it says of these; images for
 * validation are then taken to scatter alike, and only their number counts. Nothing where the store has lost it, or the
 * objective is of the images that it was trained on.
 */
async function errorOf(
  metric: string,
  record: RunRecord,
  config: RunConfig,
  store: StageStore,
): Promise<number | undefined> {
  if (!metric.startsWith('val_')) return undefined;
  try {
    const heldOut = await readHeldOut(store, record);
    const evaluate = record.stages.find(({ kind }) => kind === 'evaluate')?.key;
    const evaluation = evaluate === undefined ? undefined : await readEvaluation(store, evaluate);
    if (!heldOut || !evaluation) return undefined;
    const images =
      evaluation.on === 'validation'
        ? heldOut.images.length
        : divideDataset(await readDataset(store, datasetOf(record)), splitOf(config)).validation.length;
    return standardError(heldOut, metric.slice('val_'.length), images);
  } catch (error) {
    // Of what is damaged the store has said so; the night stands without it.
    if (error instanceof ThawError) return undefined;
    throw error;
  }
}

const datasetOf = ({ stages }: RunRecord): string => stages.find(({ kind }) => kind === 'dataset')!.key;
