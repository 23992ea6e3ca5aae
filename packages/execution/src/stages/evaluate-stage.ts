import { shapes, type EvaluateStage, type StageStore, type TrainStage } from '@thaw/core';
import { encodeSafetensors } from '@thaw/backbones/safetensors';
import { provenanceName } from '../provenance/provenance.js';
import type { StageContext } from './stage-context.js';
import { trainerWith } from './stage-trainer.js';
import { jsonOf, readBlob, tensorsOf, type ReadAs } from './stored-blob.js';
import { evaluateSplit } from './train-stage.js';
import { TrainingData } from './training-data.js';
import { chosenWeights } from './trajectory.js';

const { anyOf, byName, count, listOf, number, object, oneOf, text, time } = shapes;
const resultName = 'result.json';

/** The blob `result.json` of an evaluate stage. */
export interface EvaluationResult {
  readonly on: 'test' | 'validation';
  readonly images: number;
  readonly classes: readonly string[];
  /** `test_loss`, `test_accuracy`, … */
  readonly metrics: Readonly<Record<string, number>>;
  /** Rows are the true classes, columns the predicted ones. */
  readonly confusion: readonly (readonly number[])[];
  /** When it was computed, Unix time in milliseconds. */
  readonly timeMs: number;
}

/** Measures the weights that a run ends with on images it was not trained on. */
export async function computeEvaluate(
  stage: EvaluateStage,
  train: TrainStage,
  context: StageContext,
): Promise<EvaluationResult> {
  const weights = await chosenWeights(context, stage.train, stage.reading);
  const data = await TrainingData.open(train, context);
  try {
    const trainer = await trainerWith(weights, train, data, context);
    try {
      const probabilities: Float32Array[] = [];
      const metrics = await evaluateSplit(trainer, data, stage.on, context, (batch) =>
        probabilities.push(batch),
      );
      const rows = data.rows(stage.on);
      const result: EvaluationResult = {
        on: stage.on,
        images: rows.length,
        classes: data.classes,
        metrics: metrics?.result(stage.on === 'test' ? 'test_' : 'val_') ?? {},
        confusion: metrics?.confusion ?? [],
        timeMs: Date.now(),
      };
      await context.store.update(
        stage,
        new Map([
          [predictionsName, encodePredictions(rows, probabilities, data.classes.length)],
          [resultName, new TextEncoder().encode(JSON.stringify(result))],
          [provenanceName, await context.provenanceBlob(stage, context.startedMs)],
        ]),
      );
      return result;
    } finally {
      await trainer.dispose();
    }
  } finally {
    await data.close();
  }
}

/** What a run says of each held-out image. */
export interface Predictions {
  /** Places in the dataset's index. */
  readonly images: readonly number[];
  /** `[images, classes]`, softmax. */
  readonly probabilities: Float32Array;
}

export const predictionsName = 'predictions.safetensors';

function encodePredictions(
  rows: Uint32Array,
  probabilities: readonly Float32Array[],
  classes: number,
): Uint8Array {
  const data = new Float32Array(rows.length * classes);
  let offset = 0;
  for (const batch of probabilities) {
    data.set(batch, offset);
    offset += batch.length;
  }
  const arrays = new Map([['probabilities', { shape: [rows.length, classes], data }]]);
  return encodeSafetensors(arrays, { images: JSON.stringify([...rows]) });
}

/** None where it is not stored. */
export const readPredictions = (store: StageStore, key: string): Promise<Predictions | undefined> =>
  readBlob(store, { kind: 'evaluate', key }, predictionsName, asPredictions);

const asPredictions: ReadAs<Predictions> = (blob) => {
  const found = tensorsOf(blob);
  const images = placesIn(new TextEncoder().encode(found?.metadata['images']));
  const probabilities = found?.arrays.get('probabilities');
  return images && probabilities?.shape.length === 2 && probabilities.shape[0] === images.length
    ? { images, probabilities: probabilities.data }
    : undefined;
};
const placesIn = jsonOf<readonly number[]>(listOf(count));

/** None where it is not stored. */
export const readEvaluation = (store: StageStore, key: string): Promise<EvaluationResult | undefined> =>
  readBlob(store, { kind: 'evaluate', key }, resultName, asResult);

const asResult = jsonOf<EvaluationResult>(
  object({
    ...{ on: oneOf('test', 'validation'), images: count, classes: listOf(text) },
    ...{ metrics: byName(anyOf(number, { type: 'null' })), confusion: listOf(listOf(count)), timeMs: time },
  }),
);
