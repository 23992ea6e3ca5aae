import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayerGraph, NumericArray, Preprocessing, Weights } from '@thaw/core';
import { PythonScript, readArrays, type ArrayFile } from './python.fixture.js';

/** What Keras builds: the graph layer by layer, on top of a network of Keras Applications if one is named. */
export interface KerasNetwork {
  readonly application?: string;
  readonly graph: LayerGraph;
  readonly preprocessing: Preprocessing;
}

interface Case {
  readonly name: string;
  readonly network: KerasNetwork;
  readonly weights: Weights;
  readonly images: NumericArray<Uint8Array>;
  readonly labels: NumericArray<Int32Array>;
  readonly classes: number;
}

export interface FeaturesCase extends Case {
  readonly outputs: readonly string[];
  /** The layers whose gradients are asked for, in inference mode. */
  readonly trainable: readonly string[];
}

export interface KerasJob {
  readonly features?: readonly FeaturesCase[];
  readonly training?: readonly TrainingCase[];
}

export interface KerasPhase {
  readonly trainable: readonly string[];
  readonly batchNorm: 'frozen' | 'train';
  /** A class of keras.optimizers and its arguments. */
  readonly optimizer: { readonly class: string; readonly config: Readonly<Record<string, number | boolean>> };
  /** Rows of the images, for each step. */
  readonly batches: readonly (readonly number[])[];
}

export interface TrainingCase extends Case {
  readonly labelSmoothing: number;
  readonly classWeights?: readonly number[];
  readonly phases: readonly KerasPhase[];
}

export interface KerasPhaseResult {
  readonly losses: readonly number[];
  /** Of the first batch, neither smoothed away nor class-weighted, before the phase. */
  readonly gradients: Weights;
  /** Of the trainable layers, after the phase. */
  readonly weights: Weights;
}

export interface KerasFeatures {
  readonly outputs: Weights;
  readonly gradients: Weights;
}

export interface KerasResults {
  /** By case: what was asked for, by layer and by weight. */
  readonly features: ReadonlyMap<string, KerasFeatures>;
  /** By case, in the order of its phases. */
  readonly training: ReadonlyMap<string, readonly KerasPhaseResult[]>;
}

/** Keras in a process of its own, for TensorFlow is slow to start. */
export class Keras {
  private constructor(private readonly script: PythonScript) {}

  static async start(): Promise<Keras> {
    return new Keras(await PythonScript.start('keras', 'parity.py'));
  }

  async run({ features = [], training = [] }: KerasJob): Promise<KerasResults> {
    const folder = await mkdtemp(join(tmpdir(), 'thaw-keras-'));
    try {
      const job = { features: await toJson(folder, features), training: await toJson(folder, training) };
      await writeFile(join(folder, 'job.json'), JSON.stringify(job));
      await this.script.answer(folder);
      return await readResults(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  stop(): void {
    this.script.stop();
  }
}

async function toJson(folder: string, cases: readonly (FeaturesCase | TrainingCase)[]): Promise<unknown[]> {
  const written = new Map<object, ArrayFile>();
  const write = async ({ shape, data }: NumericArray<Float32Array | Uint8Array | Int32Array>) => {
    const dtype = data instanceof Float32Array ? 'float32' : data instanceof Uint8Array ? 'uint8' : 'int32';
    const array = written.get(data) ?? { file: `input.${cases[0]!.name}.${written.size}`, shape, dtype };
    if (!written.has(data)) await writeFile(join(folder, array.file), data);
    written.set(data, array);
    return array;
  };
  const result: unknown[] = [];
  for (const one of cases) {
    const weights: Record<string, ArrayFile> = {};
    for (const [path, array] of one.weights) weights[path] = await write(array);
    result.push({ ...one, weights, images: await write(one.images), labels: await write(one.labels) });
  }
  return result;
}

async function readResults(folder: string): Promise<KerasResults> {
  type Arrays = Readonly<Record<string, ArrayFile>>;
  const results = JSON.parse(await readFile(join(folder, 'results.json'), 'utf8')) as {
    features: Record<string, { outputs: Arrays; gradients: Arrays }>;
    training: Record<string, { losses: number[]; gradients: Arrays; weights: Arrays }[]>;
  };
  const read = (arrays: Arrays) => readArrays(folder, arrays);
  const features = new Map<string, KerasFeatures>();
  for (const [name, { outputs, gradients }] of Object.entries(results.features))
    features.set(name, { outputs: await read(outputs), gradients: await read(gradients) });
  const training = new Map<string, readonly KerasPhaseResult[]>();
  for (const [name, phases] of Object.entries(results.training)) {
    const readPhase = async ({ losses, gradients, weights }: (typeof phases)[number]) => ({
      losses,
      gradients: await read(gradients),
      weights: await read(weights),
    });
    training.set(name, await Promise.all(phases.map(readPhase)));
  }
  return { features, training };
}
