import { GraphBuilder, type Engine, type LayerGraph } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { relativeError } from './expect-close.fixture.js';
import { forward, toReference } from './reference-model.fixture.js';
import { layerCases } from './layer-cases.fixture.js';
import {
  imageShape,
  pixelsPerImage,
  preprocessed,
  preprocessing,
  randomImages,
  spreadWeights,
} from './small-graphs.fixture.js';

export function extractorContract(engineOf: () => Engine, heldTensors: () => number): void {
  describe.each(layerCases)('$name', ({ name, add }) => {
    it('as defined', async () => {
      const builder = new GraphBuilder(name);
      const graph = builder.build(add(builder, builder.input('images', imageShape)));
      const weights = spreadWeights(graph, 1);
      const images = randomImages(2, 2);

      const extractor = await engineOf().createExtractor({
        graph,
        preprocessing,
        weights,
        outputs: ['layer'],
      });
      const [actual] = await extractor.extract(images, 2);
      await extractor.dispose();

      const expected = forward(graph, new Map([['images', preprocessed(images)]]), toReference(weights));
      expect(relativeError(actual!, expected.get('layer')!.data)).toBeLessThan(2e-6);
    });
  });

  const residual = residualGraph();
  const weights = spreadWeights(residual, 3);
  const images = randomImages(3, 4);
  const extract = async (outputs: readonly string[], rows = images, count = 3) => {
    const extractor = await engineOf().createExtractor({ graph: residual, preprocessing, weights, outputs });
    const arrays = await extractor.extract(rows, count);
    await extractor.dispose();
    return arrays;
  };

  it('several outputs at once, in the order asked for', async () => {
    const outputs = ['sum', 'conv', 'conv_bn', 'separable'];
    const expected = forward(residual, new Map([['images', preprocessed(images)]]), toReference(weights));
    const actual = await extract(outputs);
    expect(actual).toHaveLength(4);
    outputs.forEach((output, index) => {
      expect(relativeError(actual[index]!, expected.get(output)!.data)).toBeLessThan(2e-6);
    });
  });

  it('the same whether or not a convolution before a normalisation is an output itself', async () => {
    const [all, alone] = [await extract(['sum', 'conv', 'separable', 'depthwise']), await extract(['sum'])];
    expect(relativeError(alone[0]!, all[0]!)).toBeLessThan(2e-6);
  });

  it('each image the same in any batch', async () => {
    const [together] = await extract(['sum']);
    const [last] = await extract(['sum'], images.subarray(2 * pixelsPerImage), 1);
    expect(relativeError(last!, together!.subarray(2 * last!.length))).toBeLessThan(1e-6);
  });

  it('the same bits each time, into arrays of the caller', async () => {
    const extractor = await engineOf().createExtractor({
      graph: residual,
      preprocessing,
      weights,
      outputs: ['sum'],
    });
    const [first] = await extractor.extract(images, 3);
    const copy = first!.slice();
    const [second] = await extractor.extract(images, 3);
    await extractor.dispose();
    expect(second).toEqual(copy);
    expect(second!.buffer).not.toBe(first!.buffer);
    second!.fill(0);
    expect(first).toEqual(copy);
  });

  it('without holding on to anything', async () => {
    // What it has compiled an engine may keep for the next of the same structure.
    await extract(['sum', 'conv']);
    const before = heldTensors();
    const extractor = await engineOf().createExtractor({
      graph: residual,
      preprocessing,
      weights,
      outputs: ['sum', 'conv'],
    });
    const idle = heldTensors();
    for (let round = 0; round < 3; round++) await extractor.extract(images, 3);
    expect(heldTensors()).toBe(idle);
    await extractor.dispose();
    expect(heldTensors()).toBe(before);
  });

  it('nothing when weights are missing or misshapen, and names all of them', async () => {
    const wrong = new Map(weights);
    wrong.delete('conv/kernel');
    wrong.set('conv_bn/gamma', { shape: [7], data: new Float32Array(7) });
    const options = { graph: residual, preprocessing, weights: wrong, outputs: ['sum'] };
    await expect(engineOf().createExtractor(options)).rejects.toMatchObject({
      problems: [
        {
          code: 'THAW-ENGINE-WEIGHTS',
          message: expect.stringContaining('conv/kernel'),
          expected: '[3, 3, 3, 4]',
          found: 'nothing',
        },
        {
          code: 'THAW-ENGINE-WEIGHTS',
          message: expect.stringContaining('conv_bn/gamma'),
          expected: '[4]',
          found: '[7]',
        },
      ],
    });
  });
}

/** Convolutions of all kinds before normalisations, and a shortcut around them. */
function residualGraph(): LayerGraph {
  const convolution = {
    kernelSize: [3, 3],
    strides: [1, 1],
    padding: 'same',
    useBias: false,
    activation: 'linear',
  } as const;
  const normalization = { epsilon: 1e-3, momentum: 0.99 };
  const builder = new GraphBuilder('residual');
  const input = builder.input('images', imageShape);
  const conv = builder.add('Conv2D', 'conv', { ...convolution, filters: 4, useBias: true }, input);
  const first = builder.add('BatchNormalization', 'conv_bn', normalization, conv);
  const relu = builder.add('Activation', 'relu', { activation: 'relu' }, first);
  const depthwise = builder.add('DepthwiseConv2D', 'depthwise', convolution, relu);
  const second = builder.add('BatchNormalization', 'depthwise_bn', normalization, depthwise);
  const separable = builder.add('SeparableConv2D', 'separable', { ...convolution, filters: 4 }, second);
  const third = builder.add('BatchNormalization', 'separable_bn', normalization, separable);
  return builder.build(builder.add('Add', 'sum', {}, relu, third));
}
