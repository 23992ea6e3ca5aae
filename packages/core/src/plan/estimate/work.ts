import { product } from '../../layers/convolution.js';
import type { LayerFacts } from '../../graph/shapes.js';

/**
 * What a forward pass takes, by what bounds its speed: a roofline with three ceilings (Williams, Waterman and Patterson,
 * 2009). Divided by a machine's speeds it comes to seconds.
 */
export interface Work {
  /** Of convolutions and dense layers, which are matrix products, bound by arithmetic; a multiply-add counts as two. */
  readonly matrixFlops: number;
  /** Of depthwise convolutions, which use each number they read only k² times. */
  readonly depthwiseFlops: number;
  /** That all other layers read and write, bound by memory. */
  readonly elementBytes: number;
}

export const noWork: Work = { matrixFlops: 0, depthwiseFlops: 0, elementBytes: 0 };

/** One layer's for one image. BatchNormalization counts as none: engines fold it into the convolution before it. */
export function layerWork({ layer, inputs, output, flops }: LayerFacts): Work {
  switch (layer.kind) {
    case 'Conv2D':
    case 'Dense':
      return { ...noWork, matrixFlops: flops };
    case 'DepthwiseConv2D':
      return { ...noWork, depthwiseFlops: flops };
    case 'SeparableConv2D': {
      const window = product(layer.config.kernelSize);
      const depthwiseFlops = (flops * window) / (window + layer.config.filters);
      return { ...noWork, depthwiseFlops, matrixFlops: flops - depthwiseFlops };
    }
    case 'DotProductAttention': {
      const [tokens] = output;
      const scores = layer.config.heads * tokens! ** 2;
      // Written by the first product, read and written by the softmax, read by the second.
      return {
        ...noWork,
        matrixFlops: flops,
        elementBytes: 4 * (4 * scores + product(inputs[0]!) + product(output)),
      };
    }
    case 'InputLayer':
    case 'Reshape':
    case 'BatchNormalization':
    case 'Flatten':
      return noWork;
    default:
      return {
        ...noWork,
        elementBytes: 4 * [...inputs, output].reduce((sum, each) => sum + product(each), 0),
      };
  }
}

export const addWork = (a: Work, b: Work): Work => ({
  matrixFlops: a.matrixFlops + b.matrixFlops,
  depthwiseFlops: a.depthwiseFlops + b.depthwiseFlops,
  elementBytes: a.elementBytes + b.elementBytes,
});

export const timesWork = (work: Work, factor: number): Work => ({
  matrixFlops: work.matrixFlops * factor,
  depthwiseFlops: work.depthwiseFlops * factor,
  elementBytes: work.elementBytes * factor,
});

/** Seconds, at so much work a second. */
export const secondsOf = (work: Work, speed: Work): number =>
  work.matrixFlops / speed.matrixFlops +
  work.depthwiseFlops / speed.depthwiseFlops +
  work.elementBytes / speed.elementBytes;
