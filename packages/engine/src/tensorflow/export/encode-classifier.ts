import { describeLayers, type Classifier } from '@thaw/core';
import { checkWeights } from '../../network/check-weights.js';
import { foldBatchNorm } from '../../network/fold-batch-norm.js';
import { normalizeImages } from '../compile/images.js';
import { writeForward } from '../compile/network.js';
import { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import { encodeSavedModel } from '../graph-def/saved-model.js';
import { lossFunction } from '../losses/loss-functions.js';

/**
 * The bytes of a `saved_model.pb` that any TensorFlow loads, with the signature `serving_default`: from `images`, uint8
 * `[batch, height, width, 3]`, RGB, to `probabilities`, float32 `[batch, classes]`. Pixels are normalised in the graph.
 * Weights are constants in it, so that the file is all there is, and normalisations are folded into convolutions. The
 * same weights give the same bytes. Throws THAW-ENGINE-WEIGHTS for weights that are missing or of another shape.
 */
export function encodeClassifier({ graph: network, preprocessing, weights }: Classifier): Uint8Array {
  checkWeights(network, weights);
  const folded = foldBatchNorm(network, []);
  const constants = folded.fold(weights);
  const shapes = describeLayers(network);
  const input = network.layers.find(({ kind }) => kind === 'InputLayer')!.name;

  const graph = new GraphDefBuilder();
  const imageShape = [-1, ...shapes.get(input)!.output];
  const images = graph.inScope('images', () => graph.placeholder('uint8', imageShape));
  const pixels = graph.inScope(input, () => normalizeImages(graph, images, preprocessing));
  const constant = (path: string) => {
    const { data, shape } = constants.get(path)!;
    return graph.const(data, 'float32', shape);
  };
  const passes = writeForward(graph, folded.graph, new Map([[input, pixels]]), constant);
  const probabilities = graph.inScope('probabilities', () =>
    lossFunction.output(graph, passes.get(folded.graph.output)!.output),
  );
  return encodeSavedModel(graph.nodes, {
    inputs: { images: { tensor: images, shape: imageShape } },
    outputs: { probabilities: { tensor: probabilities, shape: [-1, ...shapes.get(network.output)!.output] } },
  });
}
