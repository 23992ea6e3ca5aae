import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { GraphBuilder } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { checkGradients, untrainableKinds } from './gradient-support.js';

const convolution = {
  filters: 3,
  kernelSize: [3, 3],
  strides: [1, 1],
  padding: 'same',
  useBias: false,
  activation: 'linear',
} as const;
const builder = new GraphBuilder('network');
const bn = builder.add(
  'BatchNormalization',
  'bn',
  { epsilon: 1e-3, momentum: 0.99 },
  builder.input('images', [8, 8, 3]),
);
const conv = builder.add('Conv2D', 'conv', convolution, bn);
const depthwise = builder.add('DepthwiseConv2D', 'depthwise', convolution, conv);
const { layers } = builder.build(builder.add('Conv2D', 'conv2', convolution, depthwise));
const check = (backend: string, ...trained: string[]) => checkGradients(backend, layers, new Set(trained));

describe('the gradients of a backend', () => {
  it('are those that its kernels can compute rightly', () => {
    expect(untrainableKinds('cpu')).toEqual([]);
    expect(untrainableKinds('wasm')).toEqual([
      'Conv2D',
      'DepthwiseConv2D',
      'SeparableConv2D',
      'Conv2DTranspose',
      'MaxPooling2D',
    ]);
  });

  it('are all there on cpu', () => {
    expect(() => check('cpu', 'bn', 'conv', 'depthwise', 'conv2')).not.toThrow();
  });

  it('are missed only where a trained weight lies on their way', () => {
    expect(() => check('wasm', 'conv2')).toThrow(/Conv2D, as conv2 needs/);
    expect(() => check('wasm')).not.toThrow();
  });

  it('are reported once for each kind of layer, with the kernels that lack', () => {
    expect(() => check('wasm', 'bn', 'conv', 'conv2')).toThrow(
      expect.objectContaining({
        problems: [
          {
            code: 'THAW-ENGINE-NO-GRADIENT',
            message: 'the wasm backend cannot compute the gradient of Conv2D, as conv needs',
            expected: 'Conv2DBackpropFilter',
            found: 'none that works, for 2 of its layers',
            remedy: 'train only layers above them, or use `--backend tensorflow`',
          },
          {
            code: 'THAW-ENGINE-NO-GRADIENT',
            message: 'the wasm backend cannot compute the gradient of DepthwiseConv2D, as depthwise needs',
            expected: 'DepthwiseConv2dNativeBackpropInput',
            found: 'none that works, for 1 of its layers',
            remedy: 'train only layers above them, or use `--backend tensorflow`',
          },
        ],
      }),
    );
  });
});
