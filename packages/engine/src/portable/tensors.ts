import * as tf from '@tensorflow/tfjs-core';
import { describeLayers, type LayerGraph, type NumericArray, type Weights } from '@thaw/core';

/** Tensors by the layer they come from, or weights by `layer/weight`. */
export type Tensors = ReadonlyMap<string, tf.Tensor>;

/** A tensor with a copy of the numbers: some backends would hold on to the array itself. */
export const toTensor = ({ data, shape }: NumericArray): tf.Tensor => tf.tensor(data.slice(), [...shape]);

/** The opposite; a copy too, since some backends hand out the array they compute on. */
export async function toArray(tensor: tf.Tensor): Promise<NumericArray> {
  return { shape: tensor.shape, data: (await tensor.data<'float32'>()).slice() };
}

/** The weights of a graph's layers, as tensors that belong to the caller. */
export function toTensors(graph: LayerGraph, weights: Weights): Map<string, tf.Tensor> {
  const paths = [...describeLayers(graph)].flatMap(([layer, facts]) =>
    facts.weights.map(({ name }) => `${layer}/${name}`),
  );
  return new Map(paths.map((path) => [path, toTensor(weights.get(path)!)]));
}
