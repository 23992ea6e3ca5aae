import { backbones } from '@thaw/backbones';
import {
  addHead,
  describeLayers,
  GraphBuilder,
  seededRandom,
  type LayerGraph,
  type Optimizer,
  type Preprocessing,
} from '@thaw/core';
import type { KerasPhase, TrainingCase } from './keras.fixture.js';
import { randomImages, realisticWeights } from '@thaw/execution/contract';

const classes = 4;
export const imageCount = 16;
const batchSize = 4;

/** One phase, for us and for Keras. */
interface Phase extends KerasPhase {
  readonly update: Optimizer;
  readonly learningRate: number;
}

export interface ParityCase extends TrainingCase {
  readonly phases: readonly Phase[];
  /** Of the loss, relative, at every step. */
  readonly tolerance: number;
}

const adam = (learningRate: number) =>
  ({
    update: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    optimizer: { class: 'Adam', config: { learning_rate: learningRate } },
    learningRate,
  }) as const;

const optimizers: readonly Pick<Phase, 'update' | 'optimizer' | 'learningRate'>[] = [
  adam(1e-2),
  {
    update: { name: 'sgd', momentum: 0.9, nesterov: true },
    optimizer: { class: 'SGD', config: { learning_rate: 1e-2, momentum: 0.9, nesterov: true } },
    learningRate: 1e-2,
  },
  {
    update: { name: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.1 },
    optimizer: { class: 'AdamW', config: { learning_rate: 1e-2, weight_decay: 0.1 } },
    learningRate: 1e-2,
  },
  {
    update: { name: 'rmsprop', rho: 0.9, momentum: 0.5, epsilon: 1e-7 },
    optimizer: { class: 'RMSprop', config: { learning_rate: 1e-3, momentum: 0.5 } },
    learningRate: 1e-3,
  },
];

const preprocessing: Preprocessing = { channels: 'RGB', mean: [127, 127, 127], std: [128, 128, 128] };

/** Extract, then fine-tune, as a spec has it: ten steps each. */
function xceptionCase(): ParityCase {
  const {
    build,
    weights: [{ preprocessing }],
    title: application,
  } = backbones.xception;
  const graph = addHead(build(71), { pool: 'avg', hidden: [], dropout: 0 }, classes);
  const withWeights = layersWithWeights(graph);
  return {
    ...inputs('Xception at 71 px, extract and fine-tune from block14_sepconv1', graph, 71),
    network: { application, graph, preprocessing },
    labelSmoothing: 0,
    phases: [
      { ...adam(1e-3), trainable: ['head_logits'], batchNorm: 'frozen', batches: batches(10) },
      {
        ...adam(1e-4),
        trainable: withWeights.slice(withWeights.indexOf('block14_sepconv1')),
        batchNorm: 'frozen',
        batches: batches(10),
      },
    ],
    tolerance: 1e-3,
  };
}

function inputs(name: string, graph: LayerGraph, imageSize: number) {
  const random = seededRandom('labels');
  const labels = Int32Array.from({ length: imageCount }, () => Math.floor(classes * random()));
  return {
    name,
    classes,
    weights: realisticWeights(graph, 3),
    images: randomImages(imageCount, imageSize, 4),
    labels: { shape: [imageCount], data: labels },
  };
}

/** Batches in a fixed order that is not that of the images. */
function batches(steps: number): number[][] {
  return Array.from({ length: steps }, (_, step) =>
    Array.from({ length: batchSize }, (_, row) => (step * 5 + row * 7) % imageCount),
  );
}

const layersWithWeights = (graph: LayerGraph): string[] =>
  [...describeLayers(graph)].filter(([, { weights }]) => weights.length > 0).map(([name]) => name);

/**
 * Every kind of layer that trains, with BatchNormalization on batch statistics. No bias comes right before one: its
 * gradient would be rounding alone, which Adam blows up to full steps.
 */
function smallNetwork(): LayerGraph {
  const convolution = { kernelSize: [3, 3], strides: [2, 2], padding: 'same', activation: 'linear' } as const;
  const normalization = { epsilon: 1e-3, momentum: 0.9 };
  const builder = new GraphBuilder('small');
  const input = builder.input('images', [32, 32, 3]);
  const conv = builder.add('Conv2D', 'conv', { ...convolution, filters: 8, useBias: false }, input);
  const first = builder.add('BatchNormalization', 'conv_bn', normalization, conv);
  const relu = builder.add('Activation', 'relu', { activation: 'relu' }, first);
  const pooled = builder.add(
    'MaxPooling2D',
    'pool',
    { poolSize: [3, 3], strides: [2, 2], padding: 'same' },
    relu,
  );
  const depthwise = builder.add(
    'DepthwiseConv2D',
    'depthwise',
    { ...convolution, strides: [1, 1], useBias: true },
    pooled,
  );
  const relu6 = builder.add('ReLU', 'relu6', { maxValue: 6 }, depthwise);
  const separable = builder.add(
    'SeparableConv2D',
    'separable',
    { ...convolution, strides: [1, 1], filters: 8, useBias: false },
    relu6,
  );
  const second = builder.add('BatchNormalization', 'separable_bn', normalization, separable);
  const sum = builder.add('Add', 'sum', {}, pooled, second);
  const average = builder.add(
    'AveragePooling2D',
    'average',
    { poolSize: [2, 2], strides: [2, 2], padding: 'same' },
    sum,
  );
  return addHead(builder.build(average), { pool: 'max', hidden: [6], dropout: 0 }, classes);
}

export const trainingCases: readonly ParityCase[] = [
  xceptionCase(),
  ...optimizers.map((optimizer): ParityCase => {
    const graph = smallNetwork();
    const trainable = layersWithWeights(graph);
    return {
      ...inputs(`small network, ${optimizer.optimizer.class}`, graph, 32),
      network: { graph, preprocessing },
      labelSmoothing: 0.1,
      classWeights: [0.5, 1, 2, 1.5],
      phases: [{ ...optimizer, trainable, batchNorm: 'train', batches: batches(10) }],
      tolerance: 1e-4,
    };
  }),
];
