import { backbones } from '@thaw/backbones';
import {
  loadSpec,
  planSweep,
  taskFor,
  type ComputeTask,
  type Run,
  type Spec,
  type StageStore,
} from '@thaw/core';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { datasetFacts } from '../data/dataset-facts.js';
import { DigestCache } from '../data/digest-cache.js';
import { indexDataset } from '../data/index-dataset.js';
import { storeDataset } from '../stages/dataset-stage.js';

/** Of the short training. */
export const shortEpochs = 3;
/** Nobody waits for the end of these. */
const longEpochs = 2000;

/** Tasks that take seconds on any backend: 8 images of 32 pixels, and heads on their features. */
export interface SmallTasks {
  readonly features: ComputeTask;
  readonly short: ComputeTask;
  /** Of the short training. */
  readonly evaluation: ComputeTask;
  /** Trainings that are under way until they are broken off. */
  readonly long: readonly [ComputeTask, ComputeTask];
}

/** Makes images in a folder, and stores what whoever has planned a sweep stores: their index. */
export async function smallTasks(store: StageStore, folder: string): Promise<SmallTasks> {
  await writeImages(join(folder, 'images'));
  const runs = [
    ...runsOf(folder, shortEpochs, [0]),
    // They follow no trajectory of another.
    ...runsOf(folder, longEpochs, [0.25, 0.5]),
  ];
  const { data } = runs[0]!.config;
  const index = await indexDataset(data, { digests: new DigestCache(join(folder, 'digests')) });
  const plan = planSweep({
    ...{ runs, backbones },
    datasetOf: () => datasetFacts(index),
    weightsOf: ({ seed }) => `random:${seed}`,
  });
  const tasks = plan.runs.map(({ stages, phases, evaluate }) => {
    const taskOf = (key: string) => taskFor(plan.stage(key)!, plan, () => false) as ComputeTask;
    return { features: taskOf(stages[1]!), training: taskOf(phases[0]!.train), evaluation: taskOf(evaluate) };
  });
  await storeDataset(store, { kind: 'dataset', key: plan.runs[0]!.stages[0]! }, index);
  const [short, ...long] = tasks;
  return {
    ...{ features: short!.features, short: short!.training, evaluation: short!.evaluation },
    long: [long[0]!.training, long[1]!.training],
  };
}

/** One for each dropout. */
function runsOf(folder: string, epochs: number, dropouts: readonly number[]): readonly Run[] {
  const spec: Spec = {
    name: 'small',
    data: { root: 'images', split: { validation: 0.25 } },
    backbone: { name: 'mobilenetv2', weights: 'random', imageSize: 32 },
    batchSize: 2,
    phases: [{ name: 'head', trainable: 'none', epochs }],
    sweep: { parameters: { 'head.dropout': [...dropouts] } },
  };
  return loadSpec(spec, { file: 'spec', backbones, resolvePath: (path) => join(folder, path) }).runs;
}

async function writeImages(folder: string): Promise<void> {
  for (const [label, red] of [
    ['dark', 0],
    ['red', 200],
  ] as const) {
    await mkdir(join(folder, label), { recursive: true });
    for (let index = 0; index < 4; index++) {
      const background = { r: red, g: 30 * index, b: 10 };
      const image = sharp({ create: { width: 32, height: 32, channels: 3, background } });
      await writeFile(join(folder, label, `${index}.png`), await image.png().toBuffer());
    }
  }
}
