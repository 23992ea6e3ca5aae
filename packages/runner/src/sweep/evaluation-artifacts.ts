import { ThawError, type DataPlace, type StageStore } from '@thaw/core';
import { formatCsvRow } from '@thaw/execution/data';
import type { EvaluationResult } from '@thaw/execution/stages';
import { loggedTable, mostPictured, worstMistakes, type Picture } from '@thaw/tracker/journals';
import { readAnswers } from '../report/read-held-out.js';
import type { MistakenImages } from './mistaken-images.js';
import type { Content } from './tracking-log.js';

/** Enough to see what goes wrong, in a picture of some 60 kB. */
const picturedMistakes = 12;

export interface EvaluatedRun {
  readonly run: string;
  /** Keys of its stages. */
  readonly dataset: string;
  readonly evaluate: string;
  /** Where the images lie. */
  readonly data: DataPlace;
}

/** What a run leaves to look at once it is measured, by path: its answers as a file, tables and pictures. */
export async function evaluationArtifacts(
  result: EvaluationResult,
  run: EvaluatedRun,
  store: StageStore,
  images: MistakenImages,
): Promise<ReadonlyMap<string, Content>> {
  const { on, images: count, classes, confusion } = result;
  const header = ['true \\ predicted', ...classes];
  const rows = confusion.map((row, index) => [classes[index]!, ...row]);
  const matrix: Picture = { picture: 'confusion', of: { on, images: count, classes, confusion } };
  const mistakes = await pictureMistakes(run, store, images);
  return new Map<string, Content>([
    ['evaluation.json', JSON.stringify(result, null, 1)],
    ['confusion_matrix.csv', [header, ...rows.map((row) => row.map(String))].map(formatCsvRow).join('')],
    ['tables/confusion_matrix.json', loggedTable(header, rows)],
    ...(classes.length > mostPictured ? [] : ([['plots/confusion_matrix.svg', matrix]] as const)),
    ...(mistakes === undefined ? [] : ([['plots/worst_mistakes.svg', mistakes]] as const)),
  ]);
}

/** None where the store has lost what the run said of each image. */
async function pictureMistakes(
  { run, dataset, evaluate, data }: EvaluatedRun,
  store: StageStore,
  images: MistakenImages,
): Promise<Picture | undefined> {
  const heldOut = await readAnswers(store, { dataset, evaluate }).catch((error: unknown) => {
    if (error instanceof ThawError) return undefined;
    throw error;
  });
  if (!heldOut) return undefined;
  const gallery = worstMistakes(run, heldOut, [], picturedMistakes);
  return { picture: 'mistakes', of: { ...gallery, worst: await images.keep(gallery.worst, dataset, data) } };
}
