import type { Backbone, ClassifierChain, LayerGraph, WeightsRecord } from '@thaw/core';
import { pytorchNames } from '../weights/tensors/pytorch-names.js';
import { defineBackbone } from './define-backbone.js';
import { kerasImagenet } from './keras-weights.js';
import { convolution, pooling } from './layer-configs.js';
import { caffe, torch } from './preprocessing.js';

interface Variant {
  readonly depth: 16 | 19;
  /** 3 × 3 convolutions in each of the five blocks. */
  readonly convolutions: readonly number[];
  readonly bytes: number;
  readonly md5: string;
  readonly topMd5: string;
}

const dense = (name: string, units: number, activation: 'relu' | 'linear') =>
  ({ name, kind: 'Dense', config: { units, useBias: true, activation } }) as const;

/** Unlike others it takes the map as it lies. */
const classifier: ClassifierChain = {
  chain: [
    { name: 'flatten', kind: 'Flatten', config: {} },
    dense('fc1', 4096, 'relu'),
    dense('fc2', 4096, 'relu'),
    dense('predictions', 1000, 'linear'),
  ],
};

/**
 * Of `vgg16` and `vgg19` in torchvision (torchvision/models/vgg.py), and of timm's `tv_in1k`, which are the same. PyTorch
 * publishes no whole checksum of the files, so there is none to fetch: it is for those that people have.
 */
const torchvision: WeightsRecord = {
  tag: 'torchvision',
  preprocessing: torch,
  imageSize: 224,
  resize: { mode: 'crop', cropFraction: 0.875, interpolation: 'bilinear' },
  classes: 1000,
  names: pytorchNames(modulesOf),
  sources: [],
};

/** There the layers are a list, in which each activation is one of them. */
function modulesOf(graph: LayerGraph): ReadonlyMap<string, string> {
  const modules = new Map<string, string>();
  let position = 0;
  for (const { name, kind } of graph.layers) {
    if (kind === 'Conv2D') modules.set(name, `features.${position}`);
    if (kind !== 'InputLayer') position += kind === 'Conv2D' ? 2 : 1;
  }
  return modules;
}

/** Blocks of 3 × 3 convolutions, each ended by a pooling that halves the image. */
const network = ({ depth, convolutions, ...published }: Variant): Backbone =>
  defineBackbone({
    name: `vgg${depth}`,
    title: `VGG${depth}`,
    source: 'Simonyan and Zisserman 2014, arXiv 1409.1556; keras/src/applications/vgg16.py and vgg19.py',
    minimumImageSize: 32,
    weights: [
      kerasImagenet({
        ...{ preprocessing: caffe, imageSize: 224, top1: 0.713, ...published, classifier },
        path: `vgg${depth}/vgg${depth}_weights_tf_dim_ordering_tf_kernels_notop.h5`,
        provenance: 'Released by the Visual Geometry Group at Oxford, ported by Keras.',
        licence: 'CC-BY-4.0',
      }),
      torchvision,
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

/** The VGG family, by name. */
export const vgg = {
  vgg16: network({
    depth: 16,
    convolutions: [2, 2, 3, 3, 3],
    bytes: 58_889_256,
    md5: '6d6bbae143d832006294945121d1f1fc',
    topMd5: '64373286793e3c8b2b4e3219cbf3544b',
  }),
  vgg19: network({
    depth: 19,
    convolutions: [2, 2, 4, 4, 4],
    bytes: 80_134_624,
    md5: '253f8cb515780f3b799900260a226db6',
    topMd5: 'cbe5617147190e668d6c5d5026f83318',
  }),
} as const satisfies Record<string, Backbone>;
