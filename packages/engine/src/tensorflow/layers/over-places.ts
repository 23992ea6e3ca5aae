import type { Shape } from '@thaw/core';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';

/** The sum for each channel over the batch and all places, in float32; `shape` is that of one image. */
export const overPlaces = (graph: GraphDefBuilder, x: Output, shape: Shape): Output =>
  graph.sum(graph.cast(x, 'float32'), [...shape.keys()]);
