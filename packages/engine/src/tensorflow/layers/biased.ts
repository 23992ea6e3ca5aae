import type { Activation } from '@thaw/core';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import { activate } from './activate.js';

/** What follows the product in convolutions and dense layers: a bias, if there is one, and the activation. */
export function biased(
  graph: GraphDefBuilder,
  product: Output,
  bias: Output | undefined,
  activation: Activation,
): {
  readonly output: Output;
  backward(gradient: Output): { product: Output; weights: Record<string, Output> };
} {
  const { output, backward } = activate(graph, bias ? graph.biasAdd(product, bias) : product, activation);
  return {
    output,
    backward(gradient) {
      const product = backward(gradient);
      const weights: Record<string, Output> = bias ? { bias: graph.biasAddGrad(product) } : {};
      return { product, weights };
    },
  };
}
