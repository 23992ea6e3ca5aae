import { own, type LayerGraph } from '@thaw/core/graph';
import { pytorchNames } from '../weights/tensors/pytorch-names.js';

/** Inside an inverted residual block. */
const members: Readonly<Record<string, string>> = {
  expand_conv: '_expand_conv',
  expand_bn: '_bn0',
  dwconv: '_depthwise_conv',
  bn: '_bn1',
  project_conv: '_project_conv',
  project_bn: '_bn2',
};

const outside: Readonly<Record<string, string>> = {
  stem_conv: '_conv_stem',
  stem_bn: '_bn0',
  top_conv: '_conv_head',
  top_bn: '_bn1',
  predictions: '_fc',
};

/**
 * The names in a state dict of the `efficientnet_pytorch` package, which numbers the blocks through where Keras names
 * them by stage: `block2a_dwconv` → `_blocks.1._depthwise_conv`.
 */
export const efficientNetNames = pytorchNames(modulesOf);

function modulesOf(graph: LayerGraph): ReadonlyMap<string, string> {
  const blocks = [...new Set(graph.layers.map(({ block }) => block))].filter((block) =>
    /^block\d/.test(block ?? ''),
  );
  const modules = new Map<string, string>();
  for (const { name, block = '' } of graph.layers) {
    const member = own(members, name.slice(block.length + 1));
    const module = own(outside, name) ?? (member && `_blocks.${blocks.indexOf(block)}.${member}`);
    if (module) modules.set(name, module);
  }
  return modules;
}
