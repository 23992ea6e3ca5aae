import { describeLayers, type NameMap } from '@thaw/core/graph';

/** Of files whose tensors are called as the weights are here, `block1_conv1/kernel`, with axes as in Keras. */
export const kerasNames: NameMap = (graph) =>
  new Map(
    [...describeLayers(graph)].flatMap(([layer, { weights }]) =>
      weights.map(({ name }) => [`${layer}/${name}`, { name: `${layer}/${name}` }] as const),
    ),
  );
