import type { Layer, LayerGraph, LayerOf, Weights } from '@thaw/core';

export type Normalization = LayerOf<'BatchNormalization'>;
export type Convolution = LayerOf<'Conv2D' | 'DepthwiseConv2D' | 'SeparableConv2D'>;

/** A convolution and the normalisation after it, both linear, which are one convolution with a bias. */
export interface Merged {
  readonly convolution: Convolution;
  readonly normalization: Normalization;
}

/**
 * Merges convolutions with the normalisations after them where `mayMerge` says so. A merged layer bears the
 * normalisation's name, whose output it has. A convolution that has an activation or another consumer stays as it is.
 */
export function mergeNormalizations(
  graph: LayerGraph,
  mayMerge: (pair: Merged) => boolean,
): { readonly graph: LayerGraph; readonly merged: ReadonlyMap<string, Merged> } {
  const byName = new Map(graph.layers.map((layer) => [layer.name, layer]));
  const consumers = graph.layers.flatMap(({ inputs }) => inputs);
  const merged = new Map<string, Merged>();
  for (const layer of graph.layers) {
    if (layer.kind !== 'BatchNormalization') continue;
    const convolution = byName.get(layer.inputs[0]!)!;
    if (!isConvolution(convolution) || convolution.config.activation !== 'linear') continue;
    const isAlone = consumers.filter((name) => name === convolution.name).length === 1;
    const pair = { convolution, normalization: layer };
    if (isAlone && mayMerge(pair)) merged.set(layer.name, pair);
  }
  const absorbed = new Set([...merged.values()].map(({ convolution }) => convolution.name));
  const layers = graph.layers
    .filter(({ name }) => !absorbed.has(name))
    .map((layer): Layer => {
      const convolution = merged.get(layer.name)?.convolution;
      if (!convolution) return layer;
      return { ...convolution, name: layer.name, config: { ...convolution.config, useBias: true } } as Layer;
    });
  return { graph: { ...graph, layers }, merged };
}

function isConvolution(layer: Layer): layer is Extract<Layer, Convolution> {
  return layer.kind === 'Conv2D' || layer.kind === 'DepthwiseConv2D' || layer.kind === 'SeparableConv2D';
}

/** The weight that takes the normalisation's scale. Its output channels run fastest, a depthwise kernel's too. */
export const scaledWeight = ({ convolution }: Merged): 'kernel' | 'pointwise_kernel' =>
  convolution.kind === 'SeparableConv2D' ? 'pointwise_kernel' : 'kernel';

/** What a normalisation in inference mode does to each channel: `x · scale + shift`. */
export function scaleAndShift(
  { name, config: { epsilon } }: Normalization,
  weights: Weights,
): { readonly scale: Float64Array; readonly shift: Float64Array } {
  const weight = (suffix: string) => weights.get(`${name}/${suffix}`)?.data;
  const [gamma, beta] = [weight('gamma'), weight('beta')];
  const [mean, variance] = [weight('moving_mean')!, weight('moving_variance')!];
  const scale = Float64Array.from(
    variance,
    (value, channel) => (gamma?.[channel] ?? 1) / Math.sqrt(value + epsilon),
  );
  return { scale, shift: scale.map((factor, channel) => (beta?.[channel] ?? 0) - mean[channel]! * factor) };
}
