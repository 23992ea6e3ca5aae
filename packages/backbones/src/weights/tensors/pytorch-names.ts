import {
  describeLayers,
  own,
  type LayerGraph,
  type LayerKindName,
  type NameMap,
  type TensorAddress,
} from '@thaw/core/graph';

const bias: TensorAddress = { name: 'bias' };

/**
 * PyTorch's weights by Keras's names: the last part of their names, and their axes. Convolutions: OIHW there, HWIO
 * (depthwise HWI1, from I1HW) here. A separable convolution is two modules there, so it has no entry.
 */
const torchWeights: Partial<Record<LayerKindName, Readonly<Record<string, TensorAddress>>>> = {
  Conv2D: { kernel: { name: 'weight', axes: [2, 3, 1, 0] }, bias },
  DepthwiseConv2D: { kernel: { name: 'weight', axes: [2, 3, 0, 1] }, bias },
  Dense: { kernel: { name: 'weight', axes: [1, 0] }, bias },
  LayerNormalization: { gamma: { name: 'weight' }, beta: bias },
  LayerScale: { gamma: { name: 'gamma' } },
  // Modules' own parameters, one long where a batch would be.
  ClassToken: { tokens: { name: '', axes: [1, 2] } },
  RegisterTokens: { tokens: { name: '', axes: [1, 2] } },
  PositionEmbedding: { embedding: { name: '', axes: [1, 2] } },
  AttentionPooling: {
    latent: { name: 'latent', axes: [1, 2] },
    query_kernel: { name: 'q.weight', axes: [1, 0] },
    query_bias: { name: 'q.bias' },
  },
  BatchNormalization: {
    gamma: { name: 'weight' },
    beta: bias,
    moving_mean: { name: 'running_mean' },
    moving_variance: { name: 'running_var' },
  },
};

/**
 * The names in a state dict of PyTorch, also where it was saved as safetensors, of a network whose layers are modules
 * there: `modulesOf` tells which, as `features.0`.
 */
export const pytorchNames =
  (modulesOf: (graph: LayerGraph) => ReadonlyMap<string, string>): NameMap =>
  (graph) => {
    const modules = modulesOf(graph);
    const addresses = new Map<string, TensorAddress>();
    for (const { layer, weights } of describeLayers(graph).values()) {
      const module = modules.get(layer.name);
      for (const { name } of weights) {
        const torch = own(torchWeights[layer.kind], name);
        if (module === undefined || !torch) continue;
        addresses.set(`${layer.name}/${name}`, {
          ...torch,
          name: [module, torch.name].filter(Boolean).join('.'),
        });
      }
    }
    return addresses;
  };
