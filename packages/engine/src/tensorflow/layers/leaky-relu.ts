import type { ConfigOf } from '@thaw/core';
import { leak } from './activate.js';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const LeakyReLU: TensorflowLayer<ConfigOf<'LeakyReLU'>> = {
  forward({ graph, config, inputs: [input] }) {
    const { output, backward } = leak(graph, input!, config.negativeSlope);
    return { output, backward: (gradient) => ({ inputs: [backward(gradient)] }) };
  },
};
