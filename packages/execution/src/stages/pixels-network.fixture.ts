import { GraphBuilder, type Backbone } from '@thaw/core';

/** Its only layer is its input: features are pixels. */
export const pixelsNetwork: Backbone = {
  ...{ name: 'pixels', title: 'pixels', source: 'for tests', minimumImageSize: 1 },
  weights: [
    {
      tag: 'untrained',
      preprocessing: { channels: 'RGB', mean: [0, 0, 0], std: [255, 255, 255] },
      imageSize: 2,
      sources: [],
    },
  ],
  build(imageSize) {
    const builder = new GraphBuilder('pixels');
    return builder.build(builder.input('input_layer', [imageSize, imageSize, 3]));
  },
};
