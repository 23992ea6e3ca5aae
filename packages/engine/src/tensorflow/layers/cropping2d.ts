import type { ConfigOf } from '@thaw/core';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const Cropping2D: TensorflowLayer<ConfigOf<'Cropping2D'>> = {
  forward({ graph, config: { cropping }, inputs: [input], inputShapes: [shape] }) {
    const [[top, bottom], [left, right]] = cropping;
    const [height, width, channels] = shape as [number, number, number];
    return {
      output: graph.slice(
        input!,
        [0, top, left, 0],
        [-1, height - top - bottom, width - left - right, channels],
      ),
      backward: (gradient) => ({ inputs: [graph.pad(gradient, [[0, 0], ...cropping, [0, 0]])] }),
    };
  },
};
