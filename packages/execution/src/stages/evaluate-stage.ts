import type { EvaluateStage, StageStore, TrainStage } from '@thaw/core';
import { decodeSafetensors, encodeSafetensors } from '@thaw/backbones/safetensors';
import { provenanceName } from '../provenance/provenance.js';
import type { StageContext } from './stage-context.js';
import { startTrainer } from './stage-trainer.js';
import { evaluateSplit } from './train-stage.js';
import { TrainingData } from './training-data.js';
import { chosenState } from './trajectory.js';

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
  const state = await chosenState(context.store, stage.train, stage.reading);
  const data = await TrainingData.open(train, context);
  try {
    const { trainer } = await startTrainer(train, data, context);
    try {
      await trainer.restoreState(state);
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
          ['result.json', new TextEncoder().encode(JSON.stringify(result))],
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

export async function readPredictions(store: StageStore, key: string): Promise<Predictions | undefined> {
  const blob = await store.read({ kind: 'evaluate', key }, predictionsName);
  if (!blob) return undefined;
  const { arrays, metadata } = decodeSafetensors(blob);
  const images = JSON.parse(metadata['images']!) as number[];
  return { images, probabilities: arrays.get('probabilities')!.data };
}

export async function readEvaluation(store: StageStore, key: string): Promise<EvaluationResult | undefined> {
  const blob = await store.read({ kind: 'evaluate', key }, 'result.json');
  return blob && (JSON.parse(new TextDecoder().decode(blob)) as EvaluationResult);
}
