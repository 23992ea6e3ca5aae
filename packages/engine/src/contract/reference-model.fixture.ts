import { describeLayers, type LayerGraph, type Weights } from '@thaw/core';
import { referenceLayers } from './reference-layers.fixture.js';
import type { ReferenceContext, ReferenceTensor } from './reference-tensor.fixture.js';

export type ReferenceWeights = Map<string, ReferenceTensor>;

export const toReference = (weights: Weights): ReferenceWeights =>
  new Map([...weights].map(([path, { shape, data }]) => [path, { shape, data: Float64Array.from(data) }]));

export interface ForwardOptions {
  /** BatchNormalization layers that use batch statistics. */
  readonly batchNormalized?: ReadonlySet<string>;
  readonly onStatistics?: (layer: string, mean: Float64Array, variance: Float64Array) => void;
}

/** The outputs of all layers, given those of some. */
export function forward(
  graph: LayerGraph,
  feeds: ReadonlyMap<string, ReferenceTensor>,
  weights: ReferenceWeights,
  { batchNormalized, onStatistics }: ForwardOptions = {},
): Map<string, ReferenceTensor> {
  const values = new Map(feeds);
  for (const [name, { layer, weights: specs }] of describeLayers(graph)) {
    if (values.has(name)) continue;
    const compute = referenceLayers[layer.kind] as (
      config: unknown,
      inputs: readonly ReferenceTensor[],
      weights: Readonly<Record<string, ReferenceTensor>>,
      context: ReferenceContext,
    ) => ReferenceTensor;
    const own = Object.fromEntries(specs.map((spec) => [spec.name, weights.get(`${name}/${spec.name}`)!]));
    const inputs = layer.inputs.map((input) => values.get(input)!);
    values.set(
      name,
      compute(layer.config, inputs, own, {
        batchNormalized: batchNormalized?.has(name) ?? false,
        onStatistics: (mean, variance) => onStatistics?.(name, mean, variance),
      }),
    );
  }
  return values;
}

export interface LossOptions {
  readonly labelSmoothing?: number;
  readonly classWeights?: readonly number[];
}

/** Mean over the rows of w(label) · Σ −target · log softmax(logits). */
export function crossEntropy(
  logits: ReferenceTensor,
  labels: Int32Array,
  { labelSmoothing = 0, classWeights }: LossOptions = {},
): number {
  const classes = logits.shape[1]!;
  let sum = 0;
  labels.forEach((label, row) => {
    const scores = logits.data.subarray(row * classes, (row + 1) * classes);
    const total = Math.log(scores.reduce((exponentials, score) => exponentials + Math.exp(score), 0));
    scores.forEach((score, index) => {
      const target = labelSmoothing / classes + (index === label ? 1 - labelSmoothing : 0);
      sum -= (classWeights?.[label] ?? 1) * target * (score - total);
    });
  });
  return sum / labels.length;
}

/** The gradient of `loss` by some of the weights it reads, by central differences. */
export function gradients(
  loss: () => number,
  weights: ReferenceWeights,
  paths: readonly string[],
): Map<string, Float64Array> {
  const step = 1e-6;
  return new Map(
    paths.map((path) => {
      const { data } = weights.get(path)!;
      const gradient = data.map((value, index) => {
        data[index] = value + step;
        const above = loss();
        data[index] = value - step;
        const below = loss();
        data[index] = value;
        return (above - below) / (2 * step);
      });
      return [path, gradient];
    }),
  );
}
