import {
  headLogits,
  headPool,
  initialWeights,
  passCost,
  seededRandom,
  type Batch,
  type Engine,
  type ImageChanges,
  type LayerGraph,
  type Precision,
  type Preprocessing,
  type Work,
} from '@thaw/core';
import { changesProbe, probeClasses, probeImageSize } from './probe-graph.js';

export interface ProbeTimes {
  readonly graph: LayerGraph;
  readonly size: number;
  /** Of one batch, the least of some: what the machine can do when nothing disturbs it. */
  readonly seconds: number;
  /** Until the first batch was done, less one batch. */
  readonly setUpSeconds: number;
}

const batches = 4;
/** Where the first batch takes so long, it is the batch and not the setting up, and it is not repeated. */
const patienceMs = 2000;
const preprocessing: Preprocessing = { channels: 'RGB', mean: [127, 127, 127], std: [128, 128, 128] };

/** Turned by some degrees, and toned; what exactly takes no more or less time. */
const turned: ImageChanges = { transform: [0.98, 0.17, -4, -0.17, 0.98, 5], contrast: 1.1, brightness: 0.1 };

/** Forward operations of a batch. */
export function passWork({ graph, size }: ProbeTimes): Work {
  const { work } = passCost(graph, { outputs: [graph.output] });
  return {
    matrixFlops: size * work.matrixFlops,
    depthwiseFlops: size * work.depthwiseFlops,
    elementBytes: size * work.elementBytes,
  };
}

/** How a probe is run: images a batch, and what it is computed in. */
export interface ProbeSettings {
  readonly size: number;
  readonly precision: Precision;
}

export async function timeExtraction(
  engine: Engine,
  graph: LayerGraph,
  { size, precision }: ProbeSettings,
  changes?: readonly ImageChanges[],
): Promise<ProbeTimes> {
  const startMs = performance.now();
  const weights = initialWeights(graph, 0);
  const extractor = await engine.createExtractor({
    ...{ graph, preprocessing, weights, outputs: [graph.output], precision },
  });
  const images = noise(size);
  try {
    return { graph, size, ...(await timeBatches(startMs, () => extractor.extract(images, size, changes))) };
  } finally {
    await extractor.dispose();
  }
}

/** Seconds a pixel for augmentation, by what it adds to a network that does next to nothing. */
export async function timeChanges(engine: Engine, settings: ProbeSettings): Promise<number> {
  const graph = changesProbe();
  const { size } = settings;
  const changes = Array.from({ length: size }, () => turned);
  const [changed, plain] = [
    await timeExtraction(engine, graph, settings, changes),
    await timeExtraction(engine, graph, settings),
  ];
  // Where the difference is lost in the noise, a twentieth of the time is a safe bound.
  const seconds = Math.max(changed.seconds - plain.seconds, changed.seconds / 20);
  return seconds / size / probeImageSize ** 2;
}

/** `all` layers train from images, or the `head` alone from its input. */
export async function timeTraining(
  engine: Engine,
  graph: LayerGraph,
  { size, precision, trains }: ProbeSettings & { readonly trains: 'all' | 'head' },
): Promise<ProbeTimes> {
  const startMs = performance.now();
  const trainable =
    trains === 'head' ? [headLogits] : graph.layers.map(({ name }) => name).filter(hasWeights);
  const trainer = await engine.createTrainer({
    graph,
    preprocessing,
    inputs: [trains === 'head' ? headPool : 'input_layer'],
    weights: initialWeights(graph, 0),
    trainable,
    batchNorm: 'frozen',
    optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    labelSmoothing: 0,
    precision,
  });
  const inputs = trains === 'head' ? [Float32Array.from(noise(size).subarray(0, size * 128))] : [noise(size)];
  const labels = Int32Array.from({ length: size }, (_, index) => index % probeClasses);
  const batch: Batch = { inputs, labels, size };
  try {
    return {
      graph,
      size,
      ...(await timeBatches(startMs, () => trainer.step(batch, { learningRate: 1e-6, seed: 0 }))),
    };
  } finally {
    await trainer.dispose();
  }
}

const hasWeights = (name: string) => name === headLogits || /^(stem|spatial|pointwise|depthwise)/.test(name);

async function timeBatches(
  startMs: number,
  run: () => Promise<unknown>,
): Promise<{ seconds: number; setUpSeconds: number }> {
  await run();
  const setUpMs = performance.now() - startMs;
  if (setUpMs > patienceMs) return { seconds: setUpMs / 1000, setUpSeconds: 0 };
  const times: number[] = [];
  for (let index = 0; index < batches; index++) {
    const before = performance.now();
    await run();
    times.push(performance.now() - before);
  }
  const least = Math.min(...times);
  return { seconds: least / 1000, setUpSeconds: Math.max(0, setUpMs - least) / 1000 };
}

function noise(size: number): Uint8Array {
  const random = seededRandom('calibration');
  return Uint8Array.from({ length: size * probeImageSize ** 2 * 3 }, () => 256 * random());
}
