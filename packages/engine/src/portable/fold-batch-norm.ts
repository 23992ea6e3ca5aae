import type { Layer, LayerGraph, LayerOf, NumericArray, Weights } from '@thaw/core';

type Normalization = LayerOf<'BatchNormalization'>;
type Convolution = LayerOf<'Conv2D' | 'DepthwiseConv2D' | 'SeparableConv2D'>;

/**
 * Merges each BatchNormalization in inference mode into the convolution before it: both are linear, so the kernel
 * takes the scale and the bias the shift. The merged layer bears the normalisation's name, whose output it has.
 * A convolution that has an activation, another consumer, or whose own output is among `kept` stays as it is.
 */
export function foldBatchNorm(
  graph: LayerGraph,
  weights: Weights,
  kept: readonly string[],
): { readonly graph: LayerGraph; readonly weights: Weights } {
  const foldable = foldablePairs(graph, kept);
  const absorbed = new Set([...foldable.values()].map((convolution) => convolution.name));
  const folded = new Map(weights);
  const layers = graph.layers
    .filter((layer) => !absorbed.has(layer.name))
    .map((layer): Layer => {
      const convolution = foldable.get(layer.name);
      if (!convolution) return layer;
      for (const [name, array] of foldedWeights(convolution, layer as Normalization, weights)) {
        folded.set(`${layer.name}/${name}`, array);
      }
      const config = { ...convolution.config, useBias: true };
      return { ...convolution, name: layer.name, config } as Layer;
    });
  return { graph: { ...graph, layers }, weights: folded };
}

/** The convolution to merge, by the name of its normalisation. */
function foldablePairs(graph: LayerGraph, kept: readonly string[]): Map<string, Convolution> {
  const byName = new Map(graph.layers.map((layer) => [layer.name, layer]));
  const consumers = new Map<string, number>();
  for (const { inputs } of graph.layers) {
    for (const input of inputs) consumers.set(input, (consumers.get(input) ?? 0) + 1);
  }
  const pairs = new Map<string, Convolution>();
  for (const layer of graph.layers) {
    if (layer.kind !== 'BatchNormalization') continue;
    const source = byName.get(layer.inputs[0]!)!;
    const linear = isConvolution(source) && source.config.activation === 'linear';
    if (linear && consumers.get(source.name) === 1 && !kept.includes(source.name))
      pairs.set(layer.name, source);
  }
  return pairs;
}

function isConvolution(layer: Layer): layer is Extract<Layer, Convolution> {
  return layer.kind === 'Conv2D' || layer.kind === 'DepthwiseConv2D' || layer.kind === 'SeparableConv2D';
}

function foldedWeights(
  convolution: Convolution,
  { name, config: { epsilon } }: Normalization,
  weights: Weights,
): Map<string, NumericArray> {
  const statistic = (weight: string) => weights.get(`${name}/${weight}`)!.data;
  const [gamma, beta] = [statistic('gamma'), statistic('beta')];
  const [mean, variance] = [statistic('moving_mean'), statistic('moving_variance')];
  const scale = Float64Array.from(
    gamma,
    (factor, channel) => factor / Math.sqrt(variance[channel]! + epsilon),
  );
  const bias = weights.get(`${convolution.name}/bias`)?.data;
  const shift = Float32Array.from(
    scale,
    (factor, channel) => ((bias?.[channel] ?? 0) - mean[channel]!) * factor + beta[channel]!,
  );

  const result = new Map<string, NumericArray>([['bias', { shape: [shift.length], data: shift }]]);
  // Output channels run fastest in a depthwise kernel too, whose last dimension is 1.
  const scaled = convolution.kind === 'SeparableConv2D' ? 'pointwise_kernel' : 'kernel';
  const kernel = weights.get(`${convolution.name}/${scaled}`)!;
  const data = kernel.data.map((value, index) => value * scale[index % scale.length]!);
  result.set(scaled, { shape: kernel.shape, data });
  if (convolution.kind === 'SeparableConv2D') {
    result.set('depthwise_kernel', weights.get(`${convolution.name}/depthwise_kernel`)!);
  }
  return result;
}
