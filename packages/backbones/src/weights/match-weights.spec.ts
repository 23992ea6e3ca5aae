import { describeLayers, type LayerGraph } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { backbones, type BackboneName } from '../registry.js';
import { snakeCase, splitCounter } from './layer-names.js';
import { bestFit, isComplete, readFit } from './match-weights.js';
import type { StoredLayer, StoredModel } from './stored-model.js';
import { weightsMismatch } from './weights-mismatch.js';

const build = (name: BackboneName) => backbones[name].build(backbones[name].minimumImageSize);

/** A file of a graph; a tensor's numbers are all its layer's place in the file. */
function stored(
  graph: LayerGraph,
  change: (layer: StoredLayer) => Partial<StoredLayer> = () => ({}),
): StoredModel {
  const weighted = [...describeLayers(graph).values()].filter(({ weights }) => weights.length > 0);
  const layers = weighted.map(({ layer, weights }, place): StoredLayer => {
    const tensors = weights.map(({ shape }) => ({ shape, read: () => Float32Array.of(place) }));
    return { name: layer.name, className: snakeCase(layer.kind), tensors };
  });
  return { layers: layers.map((layer) => ({ ...layer, ...change(layer) })) };
}

/** As Keras writes a network built second in a session: names it makes up count on. */
const laterInSession = ({ name }: StoredLayer) => {
  const { base, counter } = splitCounter(name);
  const isMadeUp = base === 'conv2d' || base === 'batch_normalization';
  return isMadeUp ? { name: `${base}_${counter + 4}` } : {};
};

describe('matching a file to a graph', () => {
  const xception = build('xception');

  it.each([
    ['its own names', stored(xception)],
    ['names counted on', stored(xception, laterInSession)],
    ['no names but the order within a class', stored(xception, () => ({ name: 'unnamed' }))],
    ['no names but the order', stored(xception, () => ({ name: 'unnamed', className: undefined }))],
  ])('pairs layers by %s', (_what, model) => {
    const fit = bestFit(xception, [model])!;
    expect(isComplete(fit)).toBe(true);
    const places = [...readFit(fit)].map(([name, { data }]) => [name.split('/')[0], data[0]]);
    const expected = [...readFit(bestFit(xception, [stored(xception)])!)];
    expect(places).toEqual(expected.map(([name, { data }]) => [name.split('/')[0], data[0]]));
  });

  it('leaves a classifier out', () => {
    const { layers } = stored(build('vgg16'));
    const head: StoredLayer = {
      name: 'dense',
      tensors: [{ shape: [512, 3], read: () => new Float32Array() }],
    };
    expect(isComplete(bestFit(build('vgg16'), [{ layers: [...layers, head] }])!)).toBe(true);
  });

  it('finds the model that fits among several', () => {
    const fit = bestFit(build('mobilenetv2'), [stored(build('vgg16')), stored(build('mobilenetv2'))])!;
    expect(isComplete(fit)).toBe(true);
  });
});

describe('a file that does not fit', () => {
  const problemOf = (graph: LayerGraph, models: readonly StoredModel[]) =>
    weightsMismatch(graph, bestFit(graph, models), { stored: { modelsFor: () => models }, file: 'my.h5' })
      .problems[0];

  it('is told apart from a shallower network with the same names, and named', () => {
    expect(problemOf(build('vgg16'), [stored(build('vgg19'))])).toEqual({
      code: 'THAW-WEIGHTS-MISMATCH',
      message:
        'my.h5 does not fit vgg16: it is of a network with more in between: block3_conv4, block4_conv4',
      expected: '13 layers with weights, as vgg16 has them',
      found:
        '16 layers with weights: block1_conv1, block1_conv2, block2_conv1, …, block5_conv3, block5_conv4',
      remedy:
        'This file holds the weights of vgg19: set backbone.name to vgg19, or give a file saved from vgg16.',
    });
  });

  it('gets a line for each layer that differs, with what it misses', () => {
    const model = stored(build('vgg16'), ({ name, tensors }) => {
      if (name === 'block1_conv2') return { tensors: tensors.slice(0, 1) };
      if (name === 'block5_conv3')
        return { tensors: [{ shape: [5, 5, 512, 512], read: () => new Float32Array() }, tensors[1]] };
      return name === 'block2_conv1' ? { name: 'other', tensors: [] } : {};
    });
    expect(problemOf(build('vgg16'), [model])).toEqual({
      code: 'THAW-WEIGHTS-MISMATCH',
      message: [
        'my.h5 does not fit vgg16: 3 of its 13 layers with weights differ',
        '  block1_conv2  bias: expected [64], found nothing',
        '  block2_conv1  kernel: expected [3, 3, 64, 128], found nothing; bias: expected [128], found nothing',
        '  block5_conv3  kernel: expected [3, 3, 512, 512], found [5, 5, 512, 512]',
      ].join('\n'),
      expected: '13 layers with weights, as vgg16 has them',
      found: '13 layers with weights: block1_conv1, block1_conv2, other, …, block5_conv2, block5_conv3',
      remedy: "Give a file saved from Keras's vgg16, whole or as a part of a model.",
    });
  });

  it('may hold nothing at all', () => {
    expect(problemOf(build('vgg16'), [{ layers: [] }])).toMatchObject({
      message: 'my.h5 does not fit vgg16',
      expected: 'layers with weights',
      found: 'none',
    });
  });

  it.each(['vgg16', 'resnet50', 'xception', 'mobilenetv2'] as const)(
    'is recognised when it is %s',
    (name) => {
      const other = name === 'vgg16' ? 'resnet50' : 'vgg16';
      expect(problemOf(build(other), [stored(build(name))])?.remedy).toContain(`the weights of ${name}:`);
    },
  );
});
