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
  type ShapeTimes,
  type Work,
} from '@thaw/core';
import { changesProbe, probeClasses, probeImageSize } from './probe-graph.js';
import { timeSteps } from './time-steps.js';

export interface ProbeTimes extends ShapeTimes {
  readonly graph: LayerGraph;
  /** Images a step. */
  readonly size: number;
}

const preprocessing: Preprocessing = { channels: 'RGB', mean: [127, 127, 127], std: [128, 128, 128] };

/** Written into a graph, it makes one that no process has compiled before: what is kept would be found, and take no time. */
const newPreprocessing = (): Preprocessing => ({
  ...preprocessing,
  mean: [127 + Math.random(), 127, 127],
});

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
  const images = noise(size);
  const times = await timeSteps(async () => {
    const extractor = await engine.createExtractor({
      ...{ graph, preprocessing, weights: initialWeights(graph, 0), outputs: [graph.output], precision },
    });
    return {
      step: () => extractor.extract(images, size, changes),
      dispose: () => extractor.dispose(),
    };
  });
  return { graph, size, ...times };
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
  const seconds = Math.max(changed.secondsPerStep - plain.secondsPerStep, changed.secondsPerStep / 20);
  return seconds / size / probeImageSize ** 2;
}

/** `all` layers train from images, or the `head` alone from its input. */
export async function timeTraining(
  engine: Engine,
  graph: LayerGraph,
  {
    size,
    trains,
    ...settings
  }: ProbeSettings & { readonly trains: 'all' | 'head'; readonly compile?: 'always' },
): Promise<ProbeTimes> {
  const trainable =
    trains === 'head' ? [headLogits] : graph.layers.map(({ name }) => name).filter(hasWeights);
  const inputs = trains === 'head' ? [Float32Array.from(noise(size).subarray(0, size * 128))] : [noise(size)];
  const labels = Int32Array.from({ length: size }, (_, index) => index % probeClasses);
  const batch: Batch = { inputs, labels, size };
  const times = await timeSteps(async () => {
    const trainer = await engine.createTrainer({
      ...settings,
      graph,
      preprocessing: settings.compile ? newPreprocessing() : preprocessing,
      inputs: [trains === 'head' ? headPool : 'input_layer'],
      weights: initialWeights(graph, 0),
      trainable,
      batchNorm: 'frozen',
      optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
      labelSmoothing: 0,
    });
    return {
      step: () => trainer.step(batch, { learningRate: 1e-6, seed: 0 }),
      dispose: () => trainer.dispose(),
    };
  });
  return { graph, size, ...times };
}

const hasWeights = (name: string) => name === headLogits || /^(stem|spatial|pointwise|depthwise)/.test(name);

function noise(size: number): Uint8Array {
  const random = seededRandom('calibration');
  return Uint8Array.from({ length: size * probeImageSize ** 2 * 3 }, () => 256 * random());
}
