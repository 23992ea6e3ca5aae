import type { StageStore } from '@thaw/core';
import { readDataset, readPredictions } from '@thaw/execution/stages';
import type { HeldOut, RunRecord } from '@thaw/tracker';

/** What a run says of each held-out image, as far as the store has it. */
export async function readHeldOut(store: StageStore, { stages }: RunRecord): Promise<HeldOut | undefined> {
  const keyOf = (kind: string) =>
    stages.find((stage) => stage.kind === kind && stage.status !== 'failed')?.key;
  const [dataset, evaluate] = [keyOf('dataset'), keyOf('evaluate')];
  if (dataset === undefined || evaluate === undefined) return undefined;
  return readAnswers(store, { dataset, evaluate });
}

/** The same, by the keys of the stages. */
export async function readAnswers(
  store: StageStore,
  { dataset, evaluate }: { readonly dataset: string; readonly evaluate: string },
): Promise<HeldOut | undefined> {
  const predictions = await readPredictions(store, evaluate);
  if (!predictions) return undefined;
  const { classes, images } = await readDataset(store, dataset);
  return {
    classes,
    images: predictions.images.map((place) => images[place]!),
    probabilities: predictions.probabilities,
  };
}
