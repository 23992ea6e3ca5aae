import type { LayerGraph } from '@thaw/core';
import { Unreadable } from '../unreadable.js';
import { efficientNetModules } from './efficientnet-modules.js';
import { own } from '@thaw/core';

/** PyTorch has no names that everyone uses; these networks' are known. */
const modules: Readonly<Record<string, (graph: LayerGraph) => ReadonlyMap<string, string>>> = {
  'efficientnet-lite0': efficientNetModules,
};

/** Whether PyTorch's names are known for this network. */
export const isInPyTorch = (network: string): boolean => Object.hasOwn(modules, network);

/** The module that each layer of a graph is in PyTorch. */
export function modulesOf(graph: LayerGraph): ReadonlyMap<string, string> {
  const find = isInPyTorch(graph.name) ? own(modules, graph.name) : undefined;
  if (find) return find(graph);
  throw new Unreadable(
    `a PyTorch file, which is read for ${Object.keys(modules).join(', ')} alone`,
    `Give ${graph.name} a file saved by Keras.`,
  );
}
