import type { Activation, GraphBuilder } from '@thaw/core';
import { batchNorm, convolution, depthwise, halvingBorder } from './layer-configs.js';

/** Blocks of one shape in a row; the first of them has the strides. */
export interface Stage {
  readonly kernelSize: number;
  /** Of the channels that come in. */
  readonly expansion: number;
  readonly filters: number;
  readonly blocks: number;
  readonly strides: number;
  /** Whether a plain convolution stands for the first two of an inverted residual. */
  readonly fused?: boolean;
  /** Whether it has a squeeze-excitation, to a quarter of the channels that come in. */
  readonly squeezes?: boolean;
}

/** What the blocks of a network have in common. */
export interface Style {
  readonly activation: Activation;
  readonly momentum: number;
  /** What depthwise convolutions are called. */
  readonly depthwise: 'dwconv' | 'dwconv2';
  /** Whether a layer of its own pads an image that is halved. */
  readonly pads: boolean;
  /** How often a branch is left out: not at all in the first block, and ever more often after it. */
  readonly dropRate: (block: number) => number;
}

export function stem(graph: GraphBuilder, filters: number, style: Style, image: string): string {
  const strides = { strides: 2, useBias: false } as const;
  const config = convolution(filters, 3, { ...strides, padding: style.pads ? 'valid' : 'same' });
  let x = image;
  if (style.pads) x = graph.add('ZeroPadding2D', 'stem_conv_pad', halvingBorder(graph.shapeOf(x), 3), x);
  return normalized(graph, 'stem', style, graph.add('Conv2D', 'stem_conv', config, x));
}

export function inStages(graph: GraphBuilder, stages: readonly Stage[], style: Style, input: string): string {
  let x = input;
  let count = 0;
  for (const [number, stage] of stages.entries()) {
    for (let index = 0; index < stage.blocks; index++) {
      const name = `block${number + 1}${String.fromCharCode(97 + index)}`;
      graph.block(name);
      const strides = index === 0 ? stage.strides : 1;
      const block = stage.fused ? fusedResidual : invertedResidual;
      const branch = block(graph, name, { ...stage, strides }, style, x);
      const keepsShape = strides === 1 && channelsOf(graph, x) === stage.filters;
      x = keepsShape ? shortcut(graph, name, style.dropRate(count), branch, x) : branch;
      count++;
    }
  }
  return x;
}

export function top(graph: GraphBuilder, filters: number, style: Style, input: string): string {
  graph.block('top');
  const config = convolution(filters, 1, { padding: 'same', useBias: false });
  return normalized(graph, 'top', style, graph.add('Conv2D', 'top_conv', config, input));
}

function invertedResidual(
  graph: GraphBuilder,
  name: string,
  { kernelSize, expansion, filters, strides, squeezes }: Stage,
  style: Style,
  input: string,
): string {
  const filtersIn = channelsOf(graph, input);
  let x = input;
  if (expansion > 1) {
    x = convolve(graph, `${name}_expand`, expansion * filtersIn, 1, 1, x);
    x = normalized(graph, `${name}_expand`, style, x);
  }
  const padsHere = style.pads && strides === 2;
  if (padsHere) {
    const config = halvingBorder(graph.shapeOf(x), kernelSize);
    x = graph.add('ZeroPadding2D', `${name}_dwconv_pad`, config, x);
  }
  const config = depthwise(kernelSize, { strides, padding: padsHere ? 'valid' : 'same', useBias: false });
  x = graph.add('DepthwiseConv2D', `${name}_${style.depthwise}`, config, x);
  x = normalized(graph, name, style, x);
  if (squeezes) x = squeezeExcitation(graph, name, filtersIn, style, x);
  x = convolve(graph, `${name}_project`, filters, 1, 1, x);
  return normalize(graph, `${name}_project`, style, x);
}

/** Where nothing is expanded, the only convolution is that which projects, and is activated. */
function fusedResidual(
  graph: GraphBuilder,
  name: string,
  { kernelSize, expansion, filters, strides }: Stage,
  style: Style,
  input: string,
): string {
  const project = `${name}_project`;
  if (expansion === 1) {
    const x = normalize(graph, project, style, convolve(graph, project, filters, kernelSize, strides, input));
    return graph.add('Activation', `${project}_activation`, { activation: style.activation }, x);
  }
  const expanded = expansion * channelsOf(graph, input);
  let x = convolve(graph, `${name}_expand`, expanded, kernelSize, strides, input);
  x = normalized(graph, `${name}_expand`, style, x);
  return normalize(graph, project, style, convolve(graph, project, filters, 1, 1, x));
}

function squeezeExcitation(
  graph: GraphBuilder,
  name: string,
  filtersIn: number,
  { activation }: Style,
  input: string,
): string {
  const channels = channelsOf(graph, input);
  const pointwise = (filters: number, activation: Activation) =>
    convolution(filters, 1, { padding: 'same', activation });
  let x = graph.add('GlobalAveragePooling2D', `${name}_se_squeeze`, {}, input);
  x = graph.add('Reshape', `${name}_se_reshape`, { targetShape: [1, 1, channels] }, x);
  const squeezed = Math.max(1, Math.floor(filtersIn / 4));
  x = graph.add('Conv2D', `${name}_se_reduce`, pointwise(squeezed, activation), x);
  x = graph.add('Conv2D', `${name}_se_expand`, pointwise(channels, 'sigmoid'), x);
  return graph.add('Multiply', `${name}_se_excite`, {}, input, x);
}

function shortcut(graph: GraphBuilder, name: string, rate: number, branch: string, input: string): string {
  const config = { rate, noiseShape: [null, 1, 1, 1] } as const;
  const x = rate > 0 ? graph.add('Dropout', `${name}_drop`, config, branch) : branch;
  return graph.add('Add', `${name}_add`, {}, x, input);
}

function convolve(
  graph: GraphBuilder,
  name: string,
  filters: number,
  kernelSize: number,
  strides: number,
  input: string,
): string {
  const config = convolution(filters, kernelSize, { strides, padding: 'same', useBias: false });
  return graph.add('Conv2D', `${name}_conv`, config, input);
}

const normalize = (graph: GraphBuilder, name: string, { momentum }: Style, input: string) =>
  graph.add('BatchNormalization', `${name}_bn`, batchNorm({ momentum }), input);

/** And activated. */
const normalized = (graph: GraphBuilder, name: string, style: Style, input: string) =>
  graph.add(
    'Activation',
    `${name}_activation`,
    { activation: style.activation },
    normalize(graph, name, style, input),
  );

const channelsOf = (graph: GraphBuilder, name: string): number => graph.shapeOf(name).at(-1)!;
