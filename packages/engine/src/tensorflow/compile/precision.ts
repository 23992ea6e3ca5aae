import { describeLayers, type LayerGraph, type Precision } from '@thaw/core';
import type { DataType } from '../graph-def/attribute.js';
import { tensorflowLayer } from '../layers/tensorflow-layers.js';
import type { Variables } from '../session/variables.js';

/** The type of activations. TensorFloat-32 is no type but how single precision is multiplied: the session's business. */
export const activationType = (precision: Precision): DataType =>
  precision === 'bfloat16' ? 'bfloat16' : 'float32';

/** Adds the weights of a network's layers that never change, in the type they are used in. */
export function addConstants(
  variables: Variables,
  network: LayerGraph,
  precision: Precision,
  isConstant: (path: string) => boolean = () => true,
): void {
  for (const [name, { layer, inputs, weights }] of describeLayers(network)) {
    const type: DataType = tensorflowLayer(layer.kind).keepsFloat32Weights?.(inputs)
      ? 'float32'
      : activationType(precision);
    for (const weight of weights) {
      const path = `${name}/${weight.name}`;
      if (isConstant(path)) variables.add(path, weight.shape, type);
    }
  }
}
