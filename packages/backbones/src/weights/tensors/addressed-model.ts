import { describeLayers, type LayerGraph, type NameMap, type TensorAddress } from '@thaw/core/graph';
import type { StoredLayer, StoredModel, StoredTensor } from '../stored-model.js';

type FindTensor = (address: TensorAddress) => StoredTensor | undefined;

/** Tensors whose place in a file is known, as a model with the graph's layer names. */
export function addressedModel(graph: LayerGraph, names: NameMap, find: FindTensor): StoredModel {
  const addresses = names(graph);
  const layers: StoredLayer[] = [];
  for (const [layer, { weights }] of describeLayers(graph)) {
    const found = weights.map((weight) => {
      const address = addresses.get(`${layer}/${weight.name}`);
      return address && find(address);
    });
    if (found.some((tensor) => tensor)) layers.push({ name: layer, tensors: found });
  }
  return { layers };
}
