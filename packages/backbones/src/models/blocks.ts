import { describeLayers, type Layer } from '@thaw/core';

/** How the names of networks say their block: `block14_sepconv1`, `conv2_block1_out`, `block_3_expand`, `block2a_add`. */
const blockInName = /(?:^|\/)((?:[a-z]+\d*_)?block_?\d+[a-z]?|expanded_conv)_[^/]*$/;

/**
 * Gives each layer the block that it belongs to, the unit of `trainable: { last: N }`. Where its name says one, as in the
 * networks of Keras Applications, it is that. Any other block begins at a layer with a kernel through which everything
 * passes: each convolution of a chain, and where branches have met. What has no kernel goes with what is before it.
 */
export function withBlocks(layers: readonly Layer[]): readonly Layer[] {
  const starts = layersThatMayBegin(layers);
  const [input, ...others] = layers;
  const blocks: string[] = [];
  const begun = others.map((layer) => {
    const [, said] = blockInName.exec(layer.name) ?? [];
    const next = said ?? (starts.has(layer.name) ? layer.name : undefined);
    if (next !== undefined && !blocks.includes(next)) blocks.push(next);
    return { layer, block: blocks.at(-1) };
  });
  // What comes before the first kernel, such as a rescaling, trains with it.
  const first = blocks[0] ?? others[0]?.name;
  return [input!, ...begun.map(({ layer, block = first }): Layer => ({ ...layer, ...(block && { block }) }))];
}

/** Those with a kernel, where no more than one activation is still needed. */
function layersThatMayBegin(layers: readonly Layer[]): ReadonlySet<string> {
  const facts = describeLayers({ name: 'blocks', layers, output: layers.at(-1)!.name });
  const lastUse = new Map<string, number>();
  layers.forEach(({ inputs }, index) => inputs.forEach((name) => lastUse.set(name, index)));
  const needed = new Set<string>();
  const starts = new Set<string>();
  layers.forEach(({ name }, index) => {
    for (const each of needed) if (lastUse.get(each)! < index) needed.delete(each);
    const hasKernel = facts.get(name)!.weights.some((weight) => weight.name.endsWith('kernel'));
    if (hasKernel && needed.size <= 1) starts.add(name);
    needed.add(name);
  });
  return starts;
}
