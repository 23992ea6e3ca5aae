import { checkWeights, describeLayers, type Classifier } from '@thaw/core';
import { foldBatchNorm } from '../../network/fold-batch-norm.js';
import { normalizeImages } from '../compile/images.js';
import { writeForward } from '../compile/network.js';
import { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Node } from '../graph-def/node-list.js';
import type { SignatureTensor } from '../graph-def/saved-model.js';
import { lossFunction } from '../losses/loss-functions.js';

export interface ClassifierGraph {
  readonly nodes: readonly Node[];
  /** `[batch, height, width, 3]`, RGB, 0–255. */
  readonly images: SignatureTensor;
  /** float32 `[batch, classes]`. */
  readonly probabilities: SignatureTensor;
}

/**
 * The graph of a trained network from pixels to probabilities. Pixels are normalised in it; weights are constants, and normalisations are
 * folded into convolutions. Throws THAW-ENGINE-WEIGHTS for weights that are missing or of another shape.
 */
export function classifierGraph(
  { graph: network, preprocessing, weights }: Classifier,
  pixelType: 'uint8' | 'int32',
): ClassifierGraph {
  checkWeights(network, weights);
  const folded = foldBatchNorm(network, []);
  const constants = folded.fold(weights);
  const shapes = describeLayers(network);
  const input = network.layers.find(({ kind }) => kind === 'InputLayer')!.name;

  const graph = new GraphDefBuilder();
  const imageShape = [-1, ...shapes.get(input)!.output];
  const images = graph.inScope('images', () => graph.placeholder(pixelType, imageShape));
  const pixels = graph.inScope(input, () => normalizeImages(graph, images, preprocessing));
  const constant = (path: string) => {
    const { data, shape } = constants.get(path)!;
    return graph.const(data, 'float32', shape);
  };
  const passes = writeForward(graph, folded.graph, new Map([[input, pixels]]), constant);
  const probabilities = graph.inScope('probabilities', () =>
    lossFunction.output(graph, passes.get(folded.graph.output)!.output),
  );
  return {
    nodes: graph.nodes,
    images: { tensor: images, shape: imageShape },
    probabilities: { tensor: probabilities, shape: [-1, ...shapes.get(network.output)!.output] },
  };
}
