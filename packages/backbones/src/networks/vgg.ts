import type { Backbone } from '@thaw/core';
import { defineBackbone } from './define-backbone.js';
import { kerasImageNet } from './keras-weights.js';
import { convolution, pooling } from './layer-configs.js';
import { caffe } from './preprocessing.js';

interface Variant {
  readonly depth: 16 | 19;
  /** 3 × 3 convolutions in each of the five blocks. */
  readonly convolutions: readonly number[];
  readonly bytes: number;
  readonly md5: string;
}

/** The VGG family: blocks of 3 × 3 convolutions, each ended by a pooling that halves the image. */
export const vgg = ({ depth, convolutions, bytes, md5 }: Variant): Backbone =>
  defineBackbone({
    name: `vgg${depth}`,
    title: `VGG${depth}`,
    source: 'Simonyan and Zisserman 2014, arXiv 1409.1556; keras/src/applications/vgg16.py and vgg19.py',
    defaultImageSize: 224,
    minimumImageSize: 32,
    preprocessing: caffe,
    weights: [
      kerasImageNet({
        path: `vgg${depth}/vgg${depth}_weights_tf_dim_ordering_tf_kernels_notop.h5`,
        bytes,
        md5,
        provenance: 'Released by the Visual Geometry Group at Oxford, ported by Keras.',
        licence: 'CC-BY-4.0',
      }),
    ],
    assemble(graph, image) {
      let x = image;
      for (const [index, count] of convolutions.entries()) {
        const block = `block${index + 1}`;
        const filters = Math.min(64 * 2 ** index, 512);
        graph.block(block);
        for (let number = 1; number <= count; number++) {
          const config = convolution(filters, 3, { padding: 'same', activation: 'relu' });
          x = graph.add('Conv2D', `${block}_conv${number}`, config, x);
        }
        x = graph.add('MaxPooling2D', `${block}_pool`, pooling(2, { strides: 2 }), x);
      }
      return x;
    },
  });
