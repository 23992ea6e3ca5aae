import type { ConfigOf } from '@thaw/core';
import type { Attributes } from '../onnx-graph.js';
import type { OnnxLayer } from './onnx-layer.js';

type Config = ConfigOf<'UpSampling2D'>;

/** Centres of places are those of squares, unless each is only repeated. */
const attributes: Readonly<Record<Config['interpolation'], Attributes>> = {
  nearest: {
    mode: { text: 'nearest' },
    coordinate_transformation_mode: { text: 'asymmetric' },
    nearest_mode: { text: 'floor' },
  },
  bilinear: { mode: { text: 'linear' }, coordinate_transformation_mode: { text: 'half_pixel' } },
};
const noRegion = { name: '' };

export const UpSampling2D: OnnxLayer<Config> = ({ graph, config, inputs: [input], output }) => {
  const image = graph.channelsFirst(input!);
  const factors = { shape: [4], data: Float32Array.of(1, 1, ...config.size) };
  const scales = graph.weight('scales', factors, 'float32');
  const like = { shape: output, channels: 'first' } as const;
  return graph.apply('Resize', [image, noRegion, scales], like, attributes[config.interpolation]);
};
