import type { EvaluateStage, StageStore, TrainStage } from '@thaw/core';
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
      const metrics = await evaluateSplit(trainer, data, stage.on, context);
      const result: EvaluationResult = {
        on: stage.on,
        images: data.size(stage.on),
        classes: data.classes,
        metrics: metrics?.result(stage.on === 'test' ? 'test_' : 'val_') ?? {},
        confusion: metrics?.confusion ?? [],
        timeMs: Date.now(),
      };
      await context.store.write(stage, 'result.json', new TextEncoder().encode(JSON.stringify(result)));
      return result;
    } finally {
      trainer.dispose();
    }
  } finally {
    await data.close();
  }
}

export async function readEvaluation(store: StageStore, key: string): Promise<EvaluationResult | undefined> {
  const blob = await store.read({ kind: 'evaluate', key }, 'result.json');
  return blob && (JSON.parse(new TextDecoder().decode(blob)) as EvaluationResult);
}
