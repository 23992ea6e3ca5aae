import { takenFrom, type ConfigOf } from '@thaw/core';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const Take: TensorflowLayer<ConfigOf<'Take'>> = {
  forward({ graph, config, inputs: [input], inputShapes: [shape] }) {
    const { indices } = config;
    const list = typeof indices === 'number' ? [indices] : indices;
    const [axis, channels] = [shape!.length, shape!.at(-1)!];
    const places = shape!.slice(0, -1);
    const taken = graph.gatherV2(input!, graph.const(list, 'int32'), axis);
    return {
      output: typeof indices === 'number' ? graph.reshape(taken, [-1, ...places]) : taken,
      backward(gradient) {
        const listed = typeof indices === 'number' ? graph.reshape(gradient, [-1, ...places, 1]) : gradient;
        // What was not taken has a gradient of 0, which is put behind.
        const padded = graph.pad(listed, [...shape!.map(() => [0, 0] as const), [0, 1]]);
        return {
          inputs: [graph.gatherV2(padded, graph.const(takenFrom(config, channels), 'int32'), axis)],
        };
      },
    };
  },
};

export const Stack: TensorflowLayer<ConfigOf<'Stack'>> = {
  forward({ graph, inputs, inputShapes: [shape] }) {
    const axis = shape!.length + 1;
    return {
      output: graph.pack(inputs, axis),
      backward: (gradient) => ({ inputs: graph.unpack(gradient, inputs.length, axis) }),
    };
  },
};
