import { describeLayers, type Backbone, type LayerFacts } from '@thaw/core';
import { expect, it } from 'vitest';
import { efficientnetLite } from './efficientnet-lite.js';
import { efficientnet } from './efficientnet.js';

/** Each with the one of Keras that it is scaled as. */
const pairs: readonly (readonly [Backbone, Backbone])[] = [
  [efficientnetLite['efficientnet-lite0'], efficientnet.efficientnetb0],
  [efficientnetLite['efficientnet-lite1'], efficientnet.efficientnetb1],
  [efficientnetLite['efficientnet-lite2'], efficientnet.efficientnetb2],
];

it.each(pairs.map(([lite, full]) => ({ lite, full })))(
  'names and sizes the layers of $lite.title as those of $full.title, which has a few more',
  ({ lite, full }) => {
    // However deep the others are, there is one block in the first and in the last stage; and however wide, 1,280 filters at the top.
    const dropped = /^(rescaling|normalization|block[17]b_)|_(pad|drop|se_\w+)$/;
    const isScaled = ({ layer }: LayerFacts) =>
      !dropped.test(layer.name) && (lite.name !== 'efficientnet-lite2' || !layer.name.startsWith('top_'));
    const [ours, theirs] = [lite, full].map((backbone) =>
      [...describeLayers(backbone.build(lite.weights[0].imageSize)).values()]
        .filter(isScaled)
        .map(({ layer: { name, kind }, output, weights }) => ({ name, kind, output, weights })),
    );
    expect(ours).toEqual(theirs);
  },
);
