import { patchResampling, type ConfigOf, type PatchResampling } from '@thaw/core';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import type { TensorflowLayer } from './tensorflow-layer.js';

/** Resampled in single precision, and once a batch. */
export const PositionEmbedding: TensorflowLayer<ConfigOf<'PositionEmbedding'>> = {
  keepsFloat32Weights: () => true,
  forward({ graph, config, inputs: [input], inputShapes: [shape], weights }) {
    const { forward, backward } = patchResampling(config, shape!);
    const embedding = resample(graph, weights['embedding']!, forward);
    return {
      output: graph.addV2(input!, graph.cast(embedding, input!.type)),
      backward(gradient) {
        const byPlaces = graph.sum(graph.cast(gradient, 'float32'), [0]);
        return { inputs: [gradient], weights: { embedding: resample(graph, byPlaces, backward) } };
      },
    };
  },
};

/** Line by line, first along columns, then along rows; what comes before the patches stays as it is. */
function resample(
  graph: GraphDefBuilder,
  places: Output,
  { prefix, from, to, width, matrix }: PatchResampling,
): Output {
  if (from === to) return places;
  const weights = graph.const(matrix, 'float32', [to, from]);
  const alongFirst = (x: Output, other: number) => {
    const lines = graph.matMul(weights, graph.reshape(x, [from, other * width]));
    return graph.transpose(graph.reshape(lines, [to, other, width]), [1, 0, 2]);
  };
  const patches = graph.slice(places, [prefix, 0], [from ** 2, width]);
  const square = graph.reshape(alongFirst(alongFirst(patches, from), to), [to ** 2, width]);
  return prefix === 0 ? square : graph.concatV2([graph.slice(places, [0, 0], [prefix, width]), square]);
}
