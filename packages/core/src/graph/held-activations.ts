import type { LayerGraph } from './layer-graph.js';

/** Kinds that engines fuse with the layer below where nothing else takes its output, which is then never held. */
const fused: ReadonlySet<string> = new Set(['Activation', 'BatchNormalization']);

/** Layers whose outputs are written to memory at all. */
export function heldActivations({ layers }: LayerGraph): ReadonlySet<string> {
  const takers = new Map<string, string[]>();
  for (const { kind, inputs } of layers)
    for (const input of inputs) takers.set(input, [...(takers.get(input) ?? []), kind]);
  const isHeld = (name: string) => {
    const kinds = takers.get(name) ?? [];
    return kinds.length !== 1 || !fused.has(kinds[0]!);
  };
  return new Set(layers.map(({ name }) => name).filter(isHeld));
}
