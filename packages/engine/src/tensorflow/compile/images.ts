import type { Preprocessing } from '@thaw/core';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';

/** Pixels, uint8 `[batch, height, width, 3]`, RGB, as the network is to see them, float32. */
export function normalizeImages(
  graph: GraphDefBuilder,
  images: Output,
  preprocessing: Preprocessing,
): Output {
  const { channels, mean, std } = preprocessing;
  const pixels = graph.cast(images, 'float32');
  const ordered = channels === 'BGR' ? graph.reverseV2(pixels, [3]) : pixels;
  return graph.realDiv(graph.sub(ordered, graph.const(mean)), graph.const(std));
}
