import type { ConfigOf } from '@thaw/core';
import type { OnnxLayer } from './onnx-layer.js';

export const ZeroPadding2D: OnnxLayer<ConfigOf<'ZeroPadding2D'>> = ({
  graph,
  config: { padding },
  inputs: [input],
  output,
}) => {
  const at = (side: 0 | 1) => {
    const places = padding.map((pair) => pair[side]);
    return input!.channels === 'first' ? [0, 0, ...places] : [0, ...places, 0];
  };
  const pads = graph.integers([...at(0), ...at(1)]);
  return graph.apply('Pad', [input!, pads], { ...input!, shape: output });
};
