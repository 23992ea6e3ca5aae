import {
  describeLayers,
  type Activations,
  type ImageChanges,
  type LayerGraph,
  type Preprocessing,
  type Shape,
} from '@thaw/core';
import type { DataType } from '../graph-def/attribute.js';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import type { Feed } from '../session/session.js';
import { writeImageChanges } from './image-changes.js';
import { normalizeImages } from './images.js';

/** A node of the network that is fed: images where it is the network's input, stored activations elsewhere. */
export interface NetworkInput {
  /** What the layers above take. */
  readonly value: Output;
  /** `changes` concern images alone. */
  feed(rows: Activations, size: number, changes?: readonly ImageChanges[]): Feed[];
}

export function networkInput(
  graph: GraphDefBuilder,
  network: LayerGraph,
  name: string,
  preprocessing: Preprocessing,
  type: DataType,
): NetworkInput {
  const { layer, output: shape } = describeLayers(network).get(name)!;
  return graph.inScope(name, () => {
    const { value, feed } =
      layer.kind === 'InputLayer' ? imageInput(graph, shape, preprocessing) : activationInput(graph, shape);
    return { value: graph.cast(value, type), feed };
  });
}

function activationInput(graph: GraphDefBuilder, shape: Shape): NetworkInput {
  const value = graph.placeholder('float32', [-1, ...shape]);
  return { value, feed: (rows, size) => [feedOf(value, shape, rows, size)] };
}

/** Images enter below the changes, or above them where there are none: a run computes what it is not fed, and no more. */
function imageInput(graph: GraphDefBuilder, shape: Shape, preprocessing: Preprocessing): NetworkInput {
  const [height, width] = shape as [number, number, number];
  const images = graph.placeholder('uint8', [-1, ...shape]);
  const changed = graph.inScope('changes', () =>
    // XLA does not know all of it, and what it would make of the rest depends on whether there are changes.
    graph.apart(() => writeImageChanges(graph, images, [height, width])),
  );
  const seen = graph.placeholderWithDefault(changed.value, [-1, ...shape]);
  return {
    value: normalizeImages(graph, seen, preprocessing),
    feed: (rows, size, changes) =>
      changes
        ? [feedOf(images, shape, rows, size), ...changed.feed(changes)]
        : [feedOf(seen, shape, rows, size)],
  };
}

const feedOf = (placeholder: Output, shape: Shape, data: Activations, size: number): Feed => ({
  placeholder,
  shape: [size, ...shape],
  data,
});
