import {
  canonicalJson,
  inShort,
  own,
  ThawError,
  type NightsBest,
  type RunConfig,
  type StageStore,
} from '@thaw/core';
import { splitDataset } from '@thaw/execution/data';
import { readDataset, readEvaluation } from '@thaw/execution/stages';
import { journalPath, readSweep, standardError, type RunRecord } from '@thaw/tracker';
import type { SweepResult } from '../api/results.js';
import { readHeldOut } from '../report/read-held-out.js';

/** Where what came of a sweep is kept. */
interface Kept {
  readonly store: StageStore;
  /** The folder of the journals. */
  readonly journals: string;
}

/** The run that a sweep ranks first, as the history keeps it; undefined where none has finished with a number. */
export async function nightsBest(
  { best, objective, sweep }: SweepResult,
  { store, journals }: Kept,
): Promise<NightsBest | undefined> {
  const value = best && own(best.metrics, objective.metric);
  if (!best || value === undefined) return undefined;
  const { runs } = await readSweep(journalPath(journals, sweep));
  const record = runs.find(({ id }) => id === best.id);
  if (!record) return undefined;
  const error = await errorOf(objective.metric, record, best.config, store);
  return {
    run: best.id,
    name: best.name,
    parameters: Object.fromEntries(
      Object.entries(best.parameters).map(([path, setting]) => [path, inShort(setting)]),
    ),
    value,
    ...(error !== undefined && { standardError: error }),
    stage: resultKey(record),
  };
}

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
  { data, seed }: RunConfig,
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
        : splitDataset(await readDataset(store, datasetOf(record)), data.split, seed).validation.length;
    return standardError(heldOut, metric.slice('val_'.length), images);
  } catch (error) {
    // Of what is damaged the store has said so; the night stands without it.
    if (error instanceof ThawError) return undefined;
    throw error;
  }
}

const datasetOf = ({ stages }: RunRecord): string => stages.find(({ kind }) => kind === 'dataset')!.key;
