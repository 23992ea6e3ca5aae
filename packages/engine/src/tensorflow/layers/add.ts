import type { ConfigOf } from '@thaw/core';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const Add: TensorflowLayer<ConfigOf<'Add'>> = {
  forward({ graph, inputs }) {
    // AddV2 is what TensorFlow fuses into the convolution before it; AddN is not.
    const output = inputs.reduce((sum, input) => graph.addV2(sum, input));
    return { output, backward: (gradient) => ({ inputs: inputs.map(() => gradient) }) };
  },
};
