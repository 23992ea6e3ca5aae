import type { Activation, NumericArray, Padding, Pair, Shape } from '@thaw/core';
import type { Attributes, OnnxGraph, Value } from '../onnx-graph.js';
import { samePadding } from '../../network/same-padding.js';
import { activate } from './activate.js';

/** How a window slides over an image. */
export interface Sliding {
  readonly window: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
}

/** Padding is said in numbers: ONNX's own `SAME_UPPER` is deprecated. */
export function slidingAttributes([height, width]: Shape, { window, strides, padding }: Sliding): Attributes {
  const [rows, columns] =
    padding === 'valid'
      ? [[0, 0] as const, [0, 0] as const]
      : [samePadding(height!, window[0], strides[0]), samePadding(width!, window[1], strides[1])];
  return {
    kernel_shape: { ints: window },
    strides: { ints: strides },
    pads: { ints: [rows[0], columns[0], rows[1], columns[1]] },
  };
}

export interface Convolution extends Sliding {
  /** The weight's name and numbers, `[height, width, channels / groups, filters]` or, depthwise, `[height, width, channels, 1]`. */
  readonly kernel: readonly [name: string, array: NumericArray];
  readonly groups: number;
  readonly bias: NumericArray | undefined;
  readonly activation: Activation;
}

export function convolve(
  graph: OnnxGraph,
  input: Value,
  output: Shape,
  { kernel: [name, kernel], bias, groups, activation, ...sliding }: Convolution,
): Value {
  const image = graph.channelsFirst(input);
  const filters = graph.weight(name, filtersFirst(kernel, output.at(-1)!, sliding.window));
  const operands = [image, filters, ...(bias ? [graph.weight('bias', bias)] : [])];
  const product = graph.apply(
    'Conv',
    operands,
    { shape: output, channels: 'first' },
    {
      group: { int: groups },
      ...slidingAttributes(input.shape, sliding),
    },
  );
  return activate(graph, product, activation);
}

/** `[filters, channels / groups, height, width]`. */
export function filtersFirst({ data }: NumericArray, filters: number, window: Pair): NumericArray {
  const places = window[0] * window[1];
  const channels = data.length / places / filters;
  const moved = new Float32Array(data.length);
  let from = 0;
  for (let place = 0; place < places; place++)
    for (let channel = 0; channel < channels; channel++)
      for (let filter = 0; filter < filters; filter++)
        moved[(filter * channels + channel) * places + place] = data[from++]!;
  return { shape: [filters, channels, ...window], data: moved };
}
