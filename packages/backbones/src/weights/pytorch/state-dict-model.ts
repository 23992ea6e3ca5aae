import { describeLayers, own, type LayerGraph, type LayerKindName } from '@thaw/core';
import type { StoredLayer, StoredModel } from '../stored-model.js';
import type { StateDict } from './state-dict.js';

interface TorchWeight {
  /** The last part of its key in a state dict. */
  readonly name: string;
  /** Where each axis of Keras's weight is found in PyTorch's. */
  readonly axes: readonly number[];
}

const bias: TorchWeight = { name: 'bias', axes: [0] };

/** PyTorch's weights by Keras's names. Convolutions: OIHW there, HWIO (depthwise HWI1, from I1HW) here. */
const torchWeights: Partial<Record<LayerKindName, Readonly<Record<string, TorchWeight>>>> = {
  Conv2D: { kernel: { name: 'weight', axes: [2, 3, 1, 0] }, bias },
  DepthwiseConv2D: { kernel: { name: 'weight', axes: [2, 3, 0, 1] }, bias },
  Dense: { kernel: { name: 'weight', axes: [1, 0] }, bias },
  BatchNormalization: {
    gamma: { name: 'weight', axes: [0] },
    beta: bias,
    moving_mean: { name: 'running_mean', axes: [0] },
    moving_variance: { name: 'running_var', axes: [0] },
  },
};

/** A state dict as a model with the graph's layer names. `modules` tells each layer's module in PyTorch. */
export function stateDictModel(
  graph: LayerGraph,
  state: StateDict,
  modules: ReadonlyMap<string, string>,
): StoredModel {
  const layers: StoredLayer[] = [];
  for (const { layer, weights } of describeLayers(graph).values()) {
    const tensors = weights.map((weight) => {
      const torch = own(torchWeights[layer.kind], weight.name);
      const tensor = torch && state.get(`${modules.get(layer.name)}.${torch.name}`);
      return tensor?.shape.length === torch?.axes.length ? tensor?.transposed(torch!.axes) : undefined;
    });
    if (tensors.some((tensor) => tensor)) layers.push({ name: layer.name, tensors });
  }
  return { layers };
}
