import {
  learningRateAt,
  task,
  ThawError,
  type Batch,
  type EpochRecord,
  type TaskMeasurement,
  type Trainer,
  type TrainerState,
  type TrainStage,
} from '@thaw/core';
import { provenanceName } from '../provenance/provenance.js';
import { overlapped } from './overlapped.js';
import { requireFinite } from './require-finite.js';
import type { StageContext } from './stage-context.js';
import { startTrainer, type StartedTrainer } from './stage-trainer.js';
import { TrainingData } from './training-data.js';
import { stateName, Trajectory } from './trajectory.js';

/** Follows the stage's trajectory until all its readings are satisfied, from the last checkpoint there is. */
export async function computeTrain(stage: TrainStage, context: StageContext): Promise<void> {
  const trajectory = await Trajectory.open(context.store, stage);
  await trajectory.addReadings(stage.readings);
  const data = await TrainingData.open(stage, context);
  let started: StartedTrainer | undefined;
  let position: number | undefined;
  try {
    let epoch: number | undefined;
    while ((epoch = trajectory.nextEpochFor(stage.readings, position)) !== undefined) {
      if (!started || position !== epoch - 1) {
        const state = epoch === 1 ? undefined : await trajectory.state(epoch - 1);
        if (epoch > 1 && !state) continue;
        await started?.trainer.dispose();
        started = await startTrainer(stage, data, context);
        context.recentWeights.clear();
        if (state) await started.trainer.restoreState(state);
      }
      const record = await trainEpoch(
        epoch,
        started.trainer,
        trajectory.history.slice(0, epoch - 1),
        data,
        stage,
        context,
      );
      const state = trajectory.needsState(record) ? await stateAfter(record, started) : undefined;
      const isNew = epoch > trajectory.history.length;
      const sha256 = await trajectory.append(record, state, await provenanceOf(stage, context));
      if (state && sha256)
        context.recentWeights.keep({ stage, name: stateName(record.epoch), sha256 }, state.weights);
      if (isNew) context.onEpoch(trajectory.history);
      position = epoch;
    }
  } finally {
    await started?.trainer.dispose();
    await data.close();
  }
}

/** How the training has come about so far. */
const provenanceOf = async (
  stage: TrainStage,
  context: StageContext,
): Promise<ReadonlyMap<string, Uint8Array>> =>
  new Map([[provenanceName, await context.provenanceBlob(stage, context.startedMs)]]);

/** Throws `THAW-RUN-DIVERGED` if something in it is not finite. */
async function stateAfter(record: EpochRecord, { trainer, carried }: StartedTrainer): Promise<TrainerState> {
  const { weights, slots, step } = await trainer.exportState();
  requireFinite({ weights, slots }, record.epoch, record.metrics['learning_rate']!);
  return { weights: new Map([...carried, ...weights]), slots, step };
}

async function trainEpoch(
  epoch: number,
  trainer: Trainer,
  history: readonly EpochRecord[],
  data: TrainingData,
  stage: TrainStage,
  context: StageContext,
): Promise<EpochRecord> {
  const startMs = performance.now();
  const { stepsPerEpoch } = data;
  const metrics = task.measure(data.classes.length);
  const firstStep = (epoch - 1) * stepsPerEpoch;
  const rateAt = (step: number) =>
    learningRateAt(step, {
      initial: stage.phase.learningRate,
      schedule: stage.phase.schedule,
      epochs: Math.max(...stage.readings.map((reading) => reading.epochs)),
      stepsPerEpoch,
      history,
    });
  const take = (batch: Batch, index: number) =>
    trainer.step(batch, {
      learningRate: rateAt(firstStep + index),
      seed: dropoutSeed(stage, firstStep + index),
    });
  let step = firstStep;
  let learningRate = 0;
  let images = 0;
  for await (const { batch, outcome } of overlapped(data.epoch(epoch), take)) {
    context.signal.throwIfAborted();
    learningRate = rateAt(step);
    const { loss, probabilities } = await outcome;
    if (!Number.isFinite(loss)) throw diverged(loss, epoch, step - firstStep + 1, learningRate);
    metrics.add(loss, probabilities, batch.labels, batch.size);
    step++;
    images += batch.size;
    context.onProgress({
      label: `epoch ${epoch}`,
      done: step - firstStep,
      total: stepsPerEpoch,
      unit: 'steps',
    });
  }
  const trainSeconds = (performance.now() - startMs) / 1000;
  const validation = await evaluateSplit(trainer, data, 'validation', context);
  return {
    epoch,
    step,
    metrics: { ...metrics.result(''), ...validation?.result('val_'), learning_rate: learningRate },
    seconds: (performance.now() - startMs) / 1000,
    imagesPerSecond: images / trainSeconds,
    timeMs: Date.now(),
  };
}

/** Metrics of a held-out split in inference mode; none when it is empty. */
export async function evaluateSplit(
  trainer: Trainer,
  data: TrainingData,
  split: 'validation' | 'test',
  { signal }: StageContext,
  onProbabilities: (probabilities: Float32Array) => void = () => {},
): Promise<TaskMeasurement | undefined> {
  if (data.rows(split).length === 0) return undefined;
  const metrics = task.measure(data.classes.length);
  const evaluate = (batch: Batch) => trainer.evaluate(batch);
  for await (const { batch, outcome } of overlapped(data.inOrder(split), evaluate)) {
    signal.throwIfAborted();
    const { loss, probabilities } = await outcome;
    metrics.add(loss, probabilities, batch.labels, batch.size);
    onProbabilities(probabilities);
  }
  return metrics;
}

/** Distinct for each step of each phase, and below 2³¹ for any engine. */
const dropoutSeed = ({ split, seeds, phaseIndex }: TrainStage, step: number): number =>
  (Math.imul((seeds?.dropout ?? split.seed) ^ Math.imul(phaseIndex + 1, 0x9e3779b1), 0x85ebca6b) + step) &
  0x7fffffff;

const diverged = (loss: number, epoch: number, step: number, learningRate: number) =>
  new ThawError({
    code: 'THAW-RUN-DIVERGED',
    message: `the loss became ${loss} at step ${step} of epoch ${epoch}`,
    expected: 'a finite loss',
    found: `learning rate ${learningRate}`,
    remedy: 'lower the learning rate of this phase, or add warmupEpochs to its schedule',
  });
