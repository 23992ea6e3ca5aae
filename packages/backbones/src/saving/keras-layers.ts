import {
  own,
  patchResampling,
  resamplePatches,
  type ConfigOf,
  type Json,
  type LayerKindName,
  type NumericArray,
  type Shape,
} from '@thaw/core';
import { activated, activation } from './keras-activation.js';
import type { KerasGraph, KerasTensor, KerasVariables, Variable } from './keras-graph.js';

/** A layer that is to be written, with what its inputs have become. */
export interface WrittenLayer<Config> {
  readonly graph: KerasGraph;
  readonly name: string;
  readonly config: Config;
  readonly inputs: readonly [KerasTensor, ...KerasTensor[]];
  /** Of what it gives, of one image. */
  readonly shape: Shape;
  readonly weights: Readonly<Record<string, NumericArray>>;
}

type Write<Config> = (layer: WrittenLayer<Config>) => KerasTensor;

/** Kinds that are written along with the layers around them. */
export type AttentionKind = 'DotProductAttention' | 'AttentionPooling';

/**
 * Each kind of layer as layers that every Keras 3 has, and no others: a file of them is loaded in safe mode by whoever has Keras alone. The compiler
 * demands an entry for every kind.
 */
export const kerasLayers: {
  readonly [Kind in Exclude<LayerKindName, 'InputLayer' | AttentionKind>]: Write<ConfigOf<Kind>>;
} = {
  Conv2D(layer) {
    const { config, inputs, weights } = layer;
    const { filters, groups = 1 } = config;
    if (groups === 1) return convolved('Conv2D', layer, { filters }, ['kernel']);
    const channels = inputs[0].shape.at(-1)!;
    if (groups !== channels) return convolved('Conv2D', layer, { filters, groups }, ['kernel']);
    // The same numbers in the same order, which every backend of Keras convolves fast on a processor.
    const multiplier = filters / channels;
    const kernel = reshaped(weights['kernel']!, [...config.kernelSize, channels, multiplier]);
    const depthwise = { ...layer, weights: { ...weights, kernel } };
    return convolved('DepthwiseConv2D', depthwise, { depth_multiplier: multiplier }, ['kernel']);
  },
  DepthwiseConv2D: (layer) => convolved('DepthwiseConv2D', layer, {}, ['kernel']),
  SeparableConv2D: (layer) =>
    convolved('SeparableConv2D', layer, { filters: layer.config.filters }, [
      ...['depthwise_kernel', 'pointwise_kernel'],
    ]),
  Conv2DTranspose: (layer) =>
    convolved('Conv2DTranspose', layer, { filters: layer.config.filters }, ['kernel']),
  BatchNormalization(layer) {
    const { epsilon, momentum, scale = true, center = true } = layer.config;
    const names = [
      ...(scale ? ['gamma'] : []),
      ...(center ? ['beta'] : []),
      'moving_mean',
      'moving_variance',
    ];
    return plain('BatchNormalization', layer, { axis: -1, epsilon, momentum, scale, center }, names);
  },
  LayerNormalization: (layer) =>
    plain('LayerNormalization', layer, { axis: -1, epsilon: layer.config.epsilon }, ['gamma', 'beta']),
  LayerScale: ({ graph, name, inputs: [input], weights }) =>
    timesAndPlus(graph, name, input, { factors: weights['gamma']! }),
  Rescaling(layer) {
    const { scale, offset } = layer.config;
    return plain('Rescaling', layer, { scale: typeof scale === 'number' ? scale : [...scale], offset });
  },
  Normalization(layer) {
    const { weights, config } = layer;
    const { mean = weights['mean']!.data, variance = weights['variance']!.data } = config;
    return plain('Normalization', layer, { axis: -1, mean: [...mean], variance: [...variance] });
  },
  Activation: ({ graph, name, config, inputs: [input] }) => activation(graph, name, config.activation, input),
  ReLU: (layer) => plain('ReLU', layer, { max_value: layer.config.maxValue ?? null }),
  LeakyReLU: (layer) => plain('LeakyReLU', layer, { negative_slope: layer.config.negativeSlope }),
  ZeroPadding2D: (layer) => plain('ZeroPadding2D', layer, { padding: layer.config.padding }),
  Cropping2D: (layer) => plain('Cropping2D', layer, { cropping: layer.config.cropping }),
  UpSampling2D: (layer) => plain('UpSampling2D', layer, { ...layer.config }),
  MaxPooling2D: (layer) => plain('MaxPooling2D', layer, pooling(layer.config)),
  AveragePooling2D: (layer) => plain('AveragePooling2D', layer, pooling(layer.config)),
  GlobalAveragePooling2D: (layer) => plain('GlobalAveragePooling2D', layer, globalPooling(layer.config)),
  GlobalMaxPooling2D: (layer) => plain('GlobalMaxPooling2D', layer, globalPooling(layer.config)),
  Flatten: (layer) => plain('Flatten', layer, {}),
  Reshape: (layer) => plain('Reshape', layer, { target_shape: layer.config.targetShape }),
  Dense(layer) {
    const { units, useBias, activation: wanted } = layer.config;
    const names = ['kernel', ...(useBias ? ['bias'] : [])];
    return activated(layer.graph, layer.name, wanted, (name, activation) =>
      plain('Dense', { ...layer, name }, { units, use_bias: useBias, activation }, names),
    );
  },
  Dropout: (layer) => dropout(layer, layer.config.rate, layer.config.noiseShape),
  StochasticDepth: (layer) =>
    dropout(layer, layer.config.dropPathRate, [null, ...layer.shape.map(() => 1 as const)]),
  Add: (layer) => plain('Add', layer, {}),
  Multiply: (layer) => plain('Multiply', layer, {}),
  Concatenate: (layer) => plain('Concatenate', layer, { axis: -1 }),
  Take({ graph, name, config: { indices }, inputs: [input], shape }) {
    const list = typeof indices === 'number' ? [indices] : indices;
    const channels = input.shape.at(-1)!;
    const data = new Float32Array(channels * list.length);
    list.forEach((from, to) => (data[from * list.length + to] = 1));
    const settings = { units: list.length, use_bias: false, activation: 'linear' };
    const variables = { '': [{ shape: [channels, list.length], data }] };
    const of = { shape: [...input.shape.slice(0, -1), list.length], variables };
    if (typeof indices !== 'number') return graph.add('Dense', name, settings, [input], of);
    const listed = graph.add('Dense', `${name}_of_one`, settings, [input], of);
    return graph.add('Reshape', name, { target_shape: shape }, [listed], { shape });
  },
  Stack({ graph, name, inputs, shape }) {
    const parts = inputs.map((input, index) => {
      const target = [...input.shape, 1];
      return graph.add('Reshape', `${name}_${index}`, { target_shape: target }, [input], { shape: target });
    });
    return graph.add('Concatenate', name, { axis: -1 }, parts, { shape });
  },
  CustomScaleLayer({ graph, name, config, inputs: [first, second] }) {
    const scaled = graph.add('Rescaling', `${name}_scaled`, { scale: config.scale, offset: 0 }, [second!]);
    return graph.add('Add', name, {}, [first, scaled]);
  },
  ClassToken: (layer) => prepended(layer),
  RegisterTokens: (layer) => prepended(layer),
  PositionEmbedding({ graph, name, config, inputs: [input], weights }) {
    const { forward } = patchResampling(config, input.shape);
    const data = resamplePatches(weights['embedding']!.data, forward);
    return timesAndPlus(graph, name, input, { summands: { shape: input.shape, data } });
  },
  SwiGLU({ graph, name, inputs: [input], shape }) {
    const [tokens, width] = shape as [number, number];
    const of = [tokens, 2, width];
    const halves = graph.add('Reshape', `${name}_halves`, { target_shape: of }, [input], { shape: of });
    const half = (which: string, cropping: readonly [number, number]) => {
      const settings = { cropping: [[0, 0], cropping] };
      const cropped = { shape: [tokens, 1, width] };
      const part = graph.add('Cropping2D', `${name}_${which}_half`, settings, [halves], cropped);
      return graph.add('Reshape', `${name}_${which}`, { target_shape: shape }, [part], { shape });
    };
    const gate = activation(graph, `${name}_gate`, 'silu', half('first', [0, 1]));
    return graph.add('Multiply', name, {}, [gate, half('second', [1, 0])]);
  },
  Cropping1D: (layer) => plain('Cropping1D', layer, { cropping: layer.config.cropping }),
  GlobalAveragePooling1D: (layer) => plain('GlobalAveragePooling1D', layer, {}),
  GlobalMaxPooling1D: (layer) => plain('GlobalMaxPooling1D', layer, {}),
};

/** A layer that is one of Keras's, with these weights in the order of its variables. */
function plain(
  className: string,
  { graph, name, inputs, shape, weights }: WrittenLayer<unknown>,
  config: Readonly<Record<string, Json>>,
  names: readonly string[] = [],
): KerasTensor {
  return graph.add(className, name, config, inputs, {
    shape,
    variables: { '': names.map((each) => own(weights, each)!) },
  });
}

type Convolution = ConfigOf<'DepthwiseConv2D'>;

function convolved(
  className: string,
  layer: WrittenLayer<Convolution>,
  particular: Readonly<Record<string, Json>>,
  kernels: readonly string[],
): KerasTensor {
  const { kernelSize, strides, padding, useBias, activation: wanted } = layer.config;
  const window = { kernel_size: kernelSize, strides, padding, use_bias: useBias };
  return activated(layer.graph, layer.name, wanted, (name, activation) =>
    plain(className, { ...layer, name }, { ...particular, ...window, activation }, [
      ...kernels,
      ...(useBias ? ['bias'] : []),
    ]),
  );
}

const pooling = ({ poolSize, strides, padding }: ConfigOf<'MaxPooling2D'>) => ({
  ...{ pool_size: poolSize, strides, padding },
});

const globalPooling = ({ keepdims = false }: ConfigOf<'GlobalMaxPooling2D'>) => ({ keepdims });

function dropout(
  { graph, name, inputs, shape }: WrittenLayer<unknown>,
  rate: number,
  noiseShape: ConfigOf<'Dropout'>['noiseShape'],
): KerasTensor {
  // Where it drops something Keras keeps the state of its random numbers with the weights.
  const state: Variable = { shape: [2], data: Uint32Array.of(graph.layers.length, 0) };
  const variables: KerasVariables = rate > 0 ? { seed_generator: [state] } : {};
  return graph.add('Dropout', name, { rate, noise_shape: noiseShape ?? null }, inputs, { shape, variables });
}

/** Learned tokens come before those of an image: these make room for them, of nothing, and that is filled. */
function prepended({ graph, name, inputs, shape, weights }: WrittenLayer<unknown>): KerasTensor {
  const { tokens } = weights;
  const count = tokens!.shape[0]!;
  const room = graph.add('ZeroPadding1D', `${name}_room`, { padding: [count, 0] }, inputs, { shape });
  const data = new Float32Array(shape[0]! * shape[1]!);
  data.set(tokens!.data);
  return timesAndPlus(graph, name, room, { summands: { shape, data } });
}

/** A factor for each channel, by default 1, then a summand for each number of an image. */
export function timesAndPlus(
  graph: KerasGraph,
  name: string,
  input: KerasTensor,
  { factors, summands }: { readonly factors?: NumericArray; readonly summands?: NumericArray },
): KerasTensor {
  const { shape } = input;
  const channels = shape.at(-1)!;
  const all = 'abcdefgh'.slice(0, shape.length + 1);
  const config = {
    ...{ equation: `${all},${all.at(-1)}->${all}`, output_shape: shape },
    bias_axes: summands ? all.slice(1) : null,
  };
  const ones = { shape: [channels], data: new Float32Array(channels).fill(1) };
  const variables = { '': [factors ?? ones, ...(summands ? [summands] : [])] };
  return graph.add('EinsumDense', name, config, [input], { variables });
}

export const reshaped = ({ data }: NumericArray, shape: Shape): NumericArray => ({ shape, data });
