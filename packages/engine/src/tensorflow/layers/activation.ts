import type { ConfigOf } from '@thaw/core';
import { activate, rectify, type Activated } from './activate.js';
import type { LayerPass, TensorflowLayer } from './tensorflow-layer.js';

const asPass = ({ output, backward }: Activated): LayerPass => ({
  output,
  backward: (gradient) => ({ inputs: [backward(gradient)] }),
});

export const Activation: TensorflowLayer<ConfigOf<'Activation'>> = {
  forward: ({ graph, config, inputs }) => asPass(activate(graph, inputs[0]!, config.activation)),
};

export const ReLU: TensorflowLayer<ConfigOf<'ReLU'>> = {
  forward: ({ graph, config, inputs }) => asPass(rectify(graph, inputs[0]!, config.maxValue)),
};
