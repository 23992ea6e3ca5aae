import type { StageStore } from '@thaw/core';
import { readDataset, readPredictions } from '@thaw/execution/stages';
import type { HeldOut, RunRecord } from '@thaw/tracker';

/** Where the store has what a run says of each held-out image. */
export interface AnswersKeys {
  readonly dataset: string;
  readonly evaluate: string;
}

/** None of a run that has not come to it. */
export function answersKeys({ stages }: RunRecord): AnswersKeys | undefined {
  const keyOf = (kind: string) =>
    stages.find((stage) => stage.kind === kind && stage.status !== 'failed')?.key;
  const [dataset, evaluate] = [keyOf('dataset'), keyOf('evaluate')];
  return dataset === undefined || evaluate === undefined ? undefined : { dataset, evaluate };
}

/** What a run says of each held-out image, as far as the store has it. */
export async function readHeldOut(store: StageStore, run: RunRecord): Promise<HeldOut | undefined> {
  const keys = answersKeys(run);
  return keys && readAnswers(store, keys);
}

/** The same, by the keys of the stages. */
export async function readAnswers(
  store: StageStore,
  { dataset, evaluate }: AnswersKeys,
): Promise<HeldOut | undefined> {
  const predictions = await readPredictions(store, evaluate);
  if (!predictions) return undefined;
  const { classes, images } = await readDataset(store, dataset);
  // They may be of another index, whatever they say.
  const isOfIt =
    predictions.images.every((place) => place < images.length) &&
    predictions.probabilities.length === predictions.images.length * classes.length;
  return isOfIt
    ? {
        classes,
        images: predictions.images.map((place) => images[place]!),
        probabilities: predictions.probabilities,
      }
    : undefined;
}
