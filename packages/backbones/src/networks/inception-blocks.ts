import type { GraphBuilder, Padding, Pair } from '@thaw/core';
import { batchNorm, convolution, pooling } from './layer-configs.js';

/** A convolution, normalised and activated. */
export interface Step {
  readonly filters: number;
  readonly size: Pair;
  readonly strides: 1 | 2;
  readonly padding: Padding;
}

export const step = (filters: number, height = 1, width = height): Step => ({
  ...{ filters, size: [height, width], strides: 1, padding: 'same' },
});

/** Without a border, so that an odd row or column at the end may be left out. */
const inner = (filters: number, size: number): Step => ({ ...step(filters, size), padding: 'valid' });

/** Halves the image. */
export const halving = (filters: number): Step => ({ ...inner(filters, 3), strides: 2 });

/** Steps one after the other; or a pooling, and the step after it if the pooling keeps the size. */
export type Branch = readonly Step[] | { readonly pooled: Step } | 'halved';

export function convolve(graph: GraphBuilder, steps: readonly Step[], input: string): string {
  return steps.reduce((x, each) => {
    const convolved = graph.add('Conv2D', graph.unnamed('conv2d'), configOf(each), x);
    const normalized = normalize(graph, graph.unnamed('batch_normalization'), convolved);
    return graph.add('Activation', graph.unnamed('activation'), { activation: 'relu' }, normalized);
  }, input);
}

export function configOf({ filters, size, strides, padding }: Step) {
  return { ...convolution(filters, 1, { strides, padding, useBias: false }), kernelSize: size };
}

export const normalize = (graph: GraphBuilder, name: string, input: string): string =>
  graph.add('BatchNormalization', name, batchNorm({ scale: false }), input);

const halve = (graph: GraphBuilder, input: string): string =>
  graph.add('MaxPooling2D', graph.unnamed('max_pooling2d'), pooling(3, { strides: 2 }), input);

/** 35 × 35 places of 299 × 299 pixels; both networks begin with it. */
export function stem(graph: GraphBuilder, image: string): string {
  graph.block('stem');
  const wide = halve(graph, convolve(graph, [halving(32), inner(32, 3), step(64, 3)], image));
  return halve(graph, convolve(graph, [inner(80, 1), inner(192, 3)], wide));
}

/** Branches side by side: a block. */
export function mixed(graph: GraphBuilder, name: string, branches: readonly Branch[], input: string): string {
  graph.block(name);
  const outputs = branches.map((branch) => branchOf(graph, branch, input));
  return graph.add('Concatenate', name, {}, ...outputs);
}

export function branchOf(graph: GraphBuilder, branch: Branch, input: string): string {
  if (branch === 'halved') return halve(graph, input);
  if (!('pooled' in branch)) return convolve(graph, branch, input);
  const config = pooling(3, { strides: 1, padding: 'same' });
  const x = graph.add('AveragePooling2D', graph.unnamed('average_pooling2d'), config, input);
  return convolve(graph, [branch.pooled], x);
}
