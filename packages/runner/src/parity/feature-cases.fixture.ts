import { backbones } from '@thaw/backbones';
import {
  addHead,
  blocksOf,
  describeLayers,
  findCut,
  isPublished,
  ownPool,
  type Backbone,
  type LayerGraph,
} from '@thaw/core';

/** A network at a size of images, and what is held against Keras or timm there. */
export interface NetworkCase {
  readonly name: string;
  readonly backbone: Backbone;
  readonly size: number;
  /** Of its drawn kernels. */
  readonly gain: number;
  /** With a classifier of four classes. */
  readonly graph: LayerGraph;
  /** The network's own output. */
  readonly output: string;
  /** What is stored where the last quarter and half of the blocks train, and the output. */
  readonly outputs: readonly string[];
  /** The layers of the last block, and the classifier. */
  readonly trainable: readonly string[];
}

export const classes = 4;

/** A family each; together they have all kinds of layers that a network of Keras has. */
const sample: readonly (keyof typeof backbones)[] = [
  'vgg16',
  'resnet50',
  'resnet50v2',
  'inceptionresnetv2',
  'inceptionv3',
  'xception',
  'densenet121',
  'mobilenet',
  'mobilenetv2',
  'mobilenetv3small',
  'nasnetmobile',
  'efficientnetb0',
  'efficientnetv2b0',
  'efficientnet-lite0',
  'convnexttiny',
];

/** Both odd and even, so that both sides of padding count; odd ones come to both on their way down. */
const sizesOf = ({ minimumImageSize }: Backbone): readonly [number, number] =>
  minimumImageSize < 64 ? [75, 64] : [Math.max(minimumImageSize, 75), 96];

/**
 * In the fused blocks of EfficientNetV2 half of the kernels stand behind no activation. Drawn as behind ReLUs they would triple the variance with
 * each block, until Keras in single precision is 3e-4 from Keras in double precision (EfficientNetV2B1).
 */
const gainOf = ({ name }: Backbone): number => (/^efficientnetv2(?!b0)/.test(name) ? 1 : 2);

/** One network of each family, at one size. */
export const sampled = sample.map((name) => {
  const backbone: Backbone = backbones[name];
  return caseOf(backbone, sizesOf(backbone)[0]);
});

const networks = Object.values<Backbone>(backbones);
/** All networks that Keras has, or could have, at two sizes each. */
export const everything = networks
  .filter(isPublished)
  .flatMap((backbone) => sizesOf(backbone).map((size) => caseOf(backbone, size)));

/** All that timm has, at two sizes each: of transformers what they have a position embedding of, where that is small, and another. */
export const everythingOfTimm = networks
  .filter((backbone) => !isPublished(backbone))
  .map((backbone) => timmSizesOf(backbone).map((size) => caseOf(backbone, size)));

function timmSizesOf({ minimumImageSize: least, imageSizeStep, weights: [{ imageSize }] }: Backbone) {
  const isSmall = imageSizeStep !== undefined && imageSize <= 256;
  return [isSmall ? imageSize : 2 * least, 3 * least];
}

function caseOf(backbone: Backbone, size: number): NetworkCase {
  const network = backbone.build(size);
  const graph = addHead(network, { pool: ownPool(backbone), hidden: [], dropout: 0 }, classes);
  const blocks = blocksOf(network);
  const lastBlocks = (count: number) => {
    const last = new Set(blocks.slice(-count));
    return new Set(network.layers.filter(({ block }) => last.has(block!)).map(({ name }) => name));
  };
  const cuts = [1 / 4, 1 / 2].flatMap(
    (share) => findCut(network, lastBlocks(Math.ceil(share * blocks.length))).outputs,
  );
  const inLast = lastBlocks(1);
  const trained = [...describeLayers(network).values()].filter(
    ({ layer, weights }) =>
      inLast.has(layer.name) &&
      layer.kind !== 'BatchNormalization' &&
      weights.some(({ trainable }) => trainable),
  );
  return {
    name: `${backbone.title} at ${size} px`,
    ...{ backbone, size, graph, gain: gainOf(backbone) },
    output: network.output,
    outputs: [...new Set([...cuts, network.output])],
    trainable: [...trained.map(({ layer }) => layer.name), 'head_logits'],
  };
}
