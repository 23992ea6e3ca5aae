import type { ImageChanges, Pair } from '@thaw/core';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import type { Feed } from '../session/session.js';

/** Images as they are after changes that are fed. */
export interface ChangedImages {
  /** Uint8, `[batch, height, width, 3]`. */
  readonly value: Output;
  feed(changes: readonly ImageChanges[]): Feed[];
}

/** Writes the changes of uint8 `images` of `[height, width]`; `portable/change-images.ts` does the same. */
export function writeImageChanges(graph: GraphDefBuilder, images: Output, size: Pair): ChangedImages {
  const transforms = graph.placeholder('float32', [-1, 8]);
  const contrast = graph.placeholder('float32', [-1, 1, 1, 1]);
  const brightness = graph.placeholder('float32', [-1, 1, 1, 1]);

  const pixels = graph.cast(images, 'float32');
  const moved = graph.imageProjectiveTransformV3(pixels, transforms, size);
  const rounded = graph.floor(graph.addV2(moved, graph.const(0.5)));
  // contrast · (value − mean) + mean + brightness, with one pass fewer over all pixels.
  const mean = graph.mean(rounded, [1, 2], true);
  const kept = graph.mul(mean, graph.sub(graph.const(1), contrast));
  const toned = graph.addV2(graph.mul(rounded, contrast), graph.addV2(kept, brightness));
  const clipped = graph.maximum(graph.minimum(graph.round(toned), graph.const(255)), graph.const(0));
  return {
    value: graph.cast(clipped, 'uint8'),
    feed: (changes) => [
      {
        placeholder: transforms,
        shape: [changes.length, 8],
        data: Float32Array.from(changes.flatMap(({ transform }) => [...transform, 0, 0])),
      },
      factors(contrast, changes, (change) => change.contrast),
      factors(brightness, changes, (change) => 255 * change.brightness),
    ],
  };
}

const factors = (
  placeholder: Output,
  changes: readonly ImageChanges[],
  factor: (change: ImageChanges) => number,
): Feed => ({
  placeholder,
  shape: [changes.length, 1, 1, 1],
  data: Float32Array.from(changes, factor),
});
