import { linearUpSampling, type ConfigOf } from '@thaw/core';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import type { TensorflowLayer } from './tensorflow-layer.js';

/** One axis after the other, each as the second of three; and back. */
export const UpSampling2D: TensorflowLayer<ConfigOf<'UpSampling2D'>> = {
  forward({ graph, config: { size, interpolation }, inputs: [input], inputShapes: [shape] }) {
    const [rows, columns] = size;
    const [height, width, channels] = shape as [number, number, number];
    const { forward, backward } = interpolation === 'nearest' ? repeating : interpolating;
    const wide = width * columns * channels;
    const wider = forward(graph, graph.reshape(input!, [-1, width, channels]), {
      ...{ length: width, factor: columns, numbers: channels },
    });
    const larger = forward(graph, graph.reshape(wider, [-1, height, wide]), {
      ...{ length: height, factor: rows, numbers: wide },
    });
    return {
      output: graph.reshape(larger, [-1, height * rows, width * columns, channels]),
      backward(gradient) {
        const lower = backward(graph, graph.reshape(gradient, [-1, height * rows, wide]), {
          ...{ length: height, factor: rows, numbers: wide },
        });
        const lesser = backward(graph, graph.reshape(lower, [-1, width * columns, channels]), {
          ...{ length: width, factor: columns, numbers: channels },
        });
        return { inputs: [graph.reshape(lesser, [-1, height, width, channels])] };
      },
    };
  },
};

interface Axis {
  readonly length: number;
  readonly factor: number;
  /** At each place. */
  readonly numbers: number;
}

type Along = (graph: GraphDefBuilder, x: Output, axis: Axis) => Output;
interface Way {
  readonly forward: Along;
  readonly backward: Along;
}

const repeating: Way = {
  forward(graph, x, { length, factor, numbers }) {
    const apart = graph.reshape(x, [-1, length, 1, numbers]);
    return graph.concatV2(
      Array.from({ length: factor }, () => apart),
      2,
    );
  },
  backward: (graph, gradient, { length, factor, numbers }) =>
    graph.sum(graph.reshape(gradient, [-1, length, factor, numbers]), [2]),
};

const matrixOf = (graph: GraphDefBuilder, { length, factor }: Axis, like: Output): Output =>
  graph.cast(
    graph.const(linearUpSampling(length, factor), 'float32', [1, length * factor, length]),
    like.type,
  );

const interpolating: Way = {
  forward: (graph, x, axis) => graph.batchMatMulV2(matrixOf(graph, axis, x), x),
  backward: (graph, gradient, axis) =>
    graph.batchMatMulV2(matrixOf(graph, axis, gradient), gradient, { adjointA: true }),
};
