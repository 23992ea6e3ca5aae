import { describe, expect, it } from 'vitest';
import type { Backbone } from '../graph/backbone.js';
import type { WeightsSource } from '../graph/weights-record.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { preprocessings } from '../graph/preprocessing.js';
import { describeLayers } from '../graph/shapes.js';
import { takesOneSize, withClassifier } from './with-classifier.js';

const record = { tag: 'imagenet', preprocessing: preprocessings.tf, imageSize: 8, sources: [] };
const network = (weights: Backbone['weights']): Backbone => ({
  ...{ name: 'tiny', title: 'Tiny', source: 'none', minimumImageSize: 1, weights },
  build(imageSize) {
    const graph = new GraphBuilder('tiny');
    return graph.build(graph.input('input_layer', [imageSize, imageSize, 3]));
  },
});
const flatten = { name: 'flatten', kind: 'Flatten', config: {} } as const;
const pool = { name: 'pool', kind: 'GlobalAveragePooling2D', config: { keepdims: true } } as const;
const dense = (name: string, units: number) =>
  ({ name, kind: 'Dense', config: { units, useBias: true, activation: 'linear' } }) as const;

describe('a network with its classifier', () => {
  it('ends in logits by the layer that its weights name, behind its own pooling', () => {
    const whole = withClassifier(
      network([{ ...record, classes: 7, classifier: { layers: 'predictions' } }]),
      'imagenet',
    )!;
    const graph = whole.build(8);
    const { output, weights } = describeLayers(graph).get(graph.output)!;
    expect(graph.output).toBe('predictions');
    expect(output).toEqual([7]);
    expect(weights.map(({ shape }) => shape)).toEqual([[3, 7], [7]]);
  });

  it('has the layers between that its weights name, as VGG', () => {
    const classifier = { layers: { chain: [flatten, dense('fc1', 5), dense('predictions', 7)] } };
    const graph = withClassifier(network([{ ...record, classes: 7, classifier }]), 'imagenet')!.build(8);
    expect(graph.layers.slice(-3).map(({ kind, name, inputs }) => [kind, name, ...inputs])).toEqual([
      ['Flatten', 'flatten', 'input_layer'],
      ['Dense', 'fc1', 'flatten'],
      ['Dense', 'predictions', 'fc1'],
    ]);
    expect(describeLayers(graph).get('fc1')!.weights[0]!.shape).toEqual([8 * 8 * 3, 5]);
  });

  it('is without what its weights were trained without, as ConvNeXt', () => {
    const classifier = { layers: { without: 1, chain: [flatten, dense('predictions', 7)] } };
    const base = network([{ ...record, classes: 7, classifier }]);
    const ended: Backbone = {
      ...base,
      build(imageSize) {
        const graph = new GraphBuilder('tiny');
        const image = graph.input('input_layer', [imageSize, imageSize, 3]);
        return graph.build(graph.add('LayerNormalization', 'norm', { epsilon: 1e-6 }, image));
      },
    };
    const { layers } = withClassifier(ended, 'imagenet')!.build(8);
    expect(layers.map(({ name, inputs }) => [name, ...inputs])).toEqual([
      ['input_layer'],
      ['flatten', 'input_layer'],
      ['predictions', 'flatten'],
    ]);
  });

  it.each([
    [true, 'has a weight for each place of a map', { chain: [flatten, dense('predictions', 7)] }],
    [false, 'pools', 'predictions'],
    [false, 'flattens what is pooled', { chain: [pool, flatten] }],
  ] as const)('takes images of one size: %s, where it %s', (expected, _, layers) => {
    expect(takesOneSize({ ...record, classifier: { layers } })).toBe(expected);
  });

  it('has weights of its own where another file holds it', () => {
    const source: WeightsSource = {
      ...{ format: 'keras-h5', provenance: 'Keras.', licence: 'MIT', official: true },
      from: { kind: 'url', url: 'https://example.org/top.h5', fileName: 'top.h5' },
    };
    const classifier = { layers: 'predictions', sources: [source] };
    const whole = withClassifier(network([{ ...record, classes: 7, classifier }]), 'imagenet')!;
    expect(whole.weights[0].sources).toEqual([source]);
  });

  it('is not known of weights that name no such layer', () => {
    expect(withClassifier(network([{ ...record, classes: 7 }]), 'imagenet')).toBeUndefined();
    expect(withClassifier(network([{ ...record, classifier: { layers: 'fc' } }]), 'random')).toBeUndefined();
  });
});
