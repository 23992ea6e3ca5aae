import {
  describeLayers,
  type Activations,
  type LayerGraph,
  type Preprocessing,
  type Shape,
} from '@thaw/core';
import type { DataType } from '../graph-def/attribute.js';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import type { Feed } from '../session/session.js';
import { normalizeImages } from './images.js';

/** A node of the network that is fed: images where it is the network's input, stored activations elsewhere. */
export interface NetworkInput {
  /** What the layers above take. */
  readonly value: Output;
  feed(rows: Activations, size: number): Feed;
}

export function networkInput(
  graph: GraphDefBuilder,
  network: LayerGraph,
  name: string,
  preprocessing: Preprocessing,
  type: DataType,
): NetworkInput {
  const { layer, output: shape } = describeLayers(network).get(name)!;
  const isImage = layer.kind === 'InputLayer';
  return graph.inScope(name, () => {
    const placeholder = graph.placeholder(isImage ? 'uint8' : 'float32', [-1, ...shape]);
    const value = isImage ? normalizeImages(graph, placeholder, preprocessing) : placeholder;
    return { value: graph.cast(value, type), feed: (rows, size) => feedOf(placeholder, shape, rows, size) };
  });
}

const feedOf = (placeholder: Output, shape: Shape, data: Activations, size: number): Feed => ({
  placeholder,
  shape: [size, ...shape],
  data,
});
