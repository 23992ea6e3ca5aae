import {
  checkWeights,
  describeLayers,
  ThawError,
  type Classifier,
  type LayerGraph,
  type Preprocessing,
  type Weights,
} from '@thaw/core';
import { foldBatchNorm } from '../network/fold-batch-norm.js';
import { onnxLayer } from './layers/onnx-layers.js';
import { encodeModel, type Initializer, type Model, type WeightType } from './model-proto.js';
import { OnnxGraph, type Value } from './onnx-graph.js';

export interface OnnxOptions extends Pick<Model, 'description' | 'producerVersion' | 'metadata'> {
  /** What weights are kept and the network is computed in; pixels and probabilities are the same in both. */
  readonly precision: WeightType;
}

/**
 * The bytes of a `model.onnx`: from `images`, uint8 `[N, height, width, 3]`, RGB, to `probabilities`, float32 `[N, classes]`, by
 * operators of ONNX's own. Pixels are normalised in the graph; weights are in it, and normalisations folded into convolutions.
 * The same weights give the same bytes.
 * @throws ThawError `THAW-ENGINE-WEIGHTS` for weights that are missing or of another shape, `THAW-EXPORT-TOO-LARGE`,
 * `THAW-EXPORT-PRECISION`.
 */
export function encodeOnnx(
  { graph: network, preprocessing, weights }: Classifier,
  { precision, ...about }: OnnxOptions,
): Uint8Array {
  checkWeights(network, weights);
  const folded = foldBatchNorm(network, []);
  const shapes = describeLayers(network);
  const input = network.layers.find(({ kind }) => kind === 'InputLayer')!.name;
  const images: Value = { name: 'images', shape: shapes.get(input)!.output, channels: 'last' };

  const graph = new OnnxGraph(precision);
  const pixels = graph.inScope(input, () => normalizeImages(graph, images, preprocessing));
  const logits = writeLayers(graph, folded.graph, new Map([[input, pixels]]), folded.fold(weights));
  const { name } = graph.inScope('probabilities', () => graph.cast(logits, precision, 'float32'));
  graph.nodes.push({
    ...{ name: 'probabilities', op: 'Softmax', attributes: { axis: { int: -1 } } },
    ...{ inputs: [name], outputs: ['probabilities'] },
  });
  if (graph.problems.length > 0) throw new ThawError(graph.problems);
  requireRoom(network, graph.initializers);
  return encodeModel({
    ...{ name: network.name, nodes: graph.nodes, initializers: graph.initializers, ...about },
    inputs: [{ name: 'images', type: 'uint8', shape: ['N', ...images.shape] }],
    outputs: [{ name: 'probabilities', type: 'float32', shape: ['N', ...logits.shape] }],
  });
}

/** In single precision, whatever comes after. */
function normalizeImages(graph: OnnxGraph, images: Value, { channels, mean, std }: Preprocessing): Value {
  const pixels = graph.channelsFirst(graph.cast(images, 'uint8', 'float32'));
  const ordered =
    channels === 'BGR'
      ? graph.apply('Gather', [pixels, graph.integers([2, 1, 0])], pixels, { axis: { int: 1 } })
      : pixels;
  const centred = graph.apply('Sub', [ordered, graph.perChannel('mean', mean, pixels, 'float32')], pixels);
  const scaled = graph.apply('Div', [centred, graph.perChannel('std', std, pixels, 'float32')], pixels);
  return graph.cast(scaled, 'float32', graph.precision);
}

/** Returns the network's output. */
function writeLayers(
  graph: OnnxGraph,
  network: LayerGraph,
  feeds: ReadonlyMap<string, Value>,
  weights: Weights,
): Value {
  const values = new Map(feeds);
  for (const [name, { layer, output, weights: specs }] of describeLayers(network)) {
    if (values.has(name)) continue;
    const own = specs.map((spec) => [spec.name, weights.get(`${name}/${spec.name}`)!] as const);
    const call = {
      ...{ graph, output, config: layer.config, weights: Object.fromEntries(own) },
      inputs: layer.inputs.map((input) => values.get(input)!),
    };
    values.set(
      name,
      graph.inScope(name, () => onnxLayer(layer.kind)(call)),
    );
  }
  return values.get(network.output)!;
}

/** Of protobuf, in which no message may be longer. What is not weights is small beside the last of it. */
const mostBytes = 2 ** 31 - 2 ** 24;

function requireRoom({ name }: LayerGraph, initializers: readonly Initializer[]): void {
  const bytes = initializers.reduce((sum, { values }) => sum + values.byteLength, 0);
  if (bytes <= mostBytes) return;
  throw new ThawError({
    code: 'THAW-EXPORT-TOO-LARGE',
    message: `the weights of ${name} are too large for an ONNX file`,
    expected: `${mostBytes} bytes at most`,
    found: `${bytes}`,
    remedy: 'export with --precision float16, which halves them, or a smaller network',
  });
}
