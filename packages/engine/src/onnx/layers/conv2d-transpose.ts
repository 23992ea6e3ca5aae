import type { ConfigOf } from '@thaw/core';
import { samePadding } from '../../network/same-padding.js';
import { activate } from './activate.js';
import { filtersFirst } from './convolve.js';
import type { OnnxLayer } from './onnx-layer.js';

/** Its pads are what the convolution has on whose way back it is: they are taken off. */
export const Conv2DTranspose: OnnxLayer<ConfigOf<'Conv2DTranspose'>> = ({
  graph,
  config,
  inputs: [input],
  weights,
  output,
}) => {
  const { kernelSize, strides, padding, activation } = config;
  const alongAxis = (axis: 0 | 1) => {
    const [length, window, stride] = [output[axis]!, kernelSize[axis], strides[axis]];
    const pads = padding === 'same' ? samePadding(length, window, stride) : ([0, 0] as const);
    const full = (input!.shape[axis]! - 1) * stride + window - pads[0] - pads[1];
    return { pads, more: length - full };
  };
  const [rows, columns] = [alongAxis(0), alongAxis(1)];
  const { kernel, bias } = weights;
  const operands = [
    graph.channelsFirst(input!),
    graph.weight('kernel', filtersFirst(kernel!, input!.shape.at(-1)!, kernelSize)),
    ...(bias ? [graph.weight('bias', bias)] : []),
  ];
  const product = graph.apply(
    'ConvTranspose',
    operands,
    { shape: output, channels: 'first' },
    {
      kernel_shape: { ints: kernelSize },
      strides: { ints: strides },
      pads: { ints: [rows.pads[0], columns.pads[0], rows.pads[1], columns.pads[1]] },
      output_padding: { ints: [rows.more, columns.more] },
    },
  );
  return activate(graph, product, activation);
};
