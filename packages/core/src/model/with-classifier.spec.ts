import { describe, expect, it } from 'vitest';
import type { Backbone } from '../graph/backbone.js';
import type { WeightsSource } from '../graph/weights-record.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { preprocessings } from '../graph/preprocessing.js';
import { describeLayers } from '../graph/shapes.js';
import { withClassifier } from './with-classifier.js';

const record = { tag: 'imagenet', preprocessing: preprocessings.tf, imageSize: 8, sources: [] };
const network = (weights: Backbone['weights']): Backbone => ({
  ...{ name: 'tiny', title: 'Tiny', source: 'none', minimumImageSize: 1, weights },
  build(imageSize) {
    const graph = new GraphBuilder('tiny');
    return graph.build(graph.input('input_layer', [imageSize, imageSize, 3]));
  },
});

describe('a network with its classifier', () => {
  it('ends in logits by the layer that its weights name, behind its own pooling', () => {
    const whole = withClassifier(
      network([{ ...record, classes: 7, classifier: { layer: 'predictions' } }]),
      'imagenet',
    )!;
    const graph = whole.build(8);
    const { output, weights } = describeLayers(graph).get(graph.output)!;
    expect(graph.output).toBe('predictions');
    expect(output).toEqual([7]);
    expect(weights.map(({ shape }) => shape)).toEqual([[3, 7], [7]]);
  });

  it('has the layers between that its weights name, as VGG', () => {
    const before = { pool: 'flatten', hidden: [{ layer: 'fc1', units: 5 }] } as const;
    const classifier = { layer: 'predictions', before };
    const graph = withClassifier(network([{ ...record, classes: 7, classifier }]), 'imagenet')!.build(8);
    expect(graph.layers.slice(-3).map(({ kind, name, inputs }) => [kind, name, ...inputs])).toEqual([
      ['Flatten', 'head_pool', 'input_layer'],
      ['Dense', 'fc1', 'head_pool'],
      ['Dense', 'predictions', 'fc1'],
    ]);
    expect(describeLayers(graph).get('fc1')!.weights[0]!.shape).toEqual([8 * 8 * 3, 5]);
  });

  it('has weights of its own where another file holds it', () => {
    const source: WeightsSource = {
      ...{ format: 'keras-h5', provenance: 'Keras.', licence: 'MIT', official: true },
      from: { kind: 'url', url: 'https://example.org/top.h5', fileName: 'top.h5' },
    };
    const classifier = { layer: 'predictions', sources: [source] };
    const whole = withClassifier(network([{ ...record, classes: 7, classifier }]), 'imagenet')!;
    expect(whole.weights[0].sources).toEqual([source]);
  });

  it('is not known of weights that name no such layer', () => {
    expect(withClassifier(network([{ ...record, classes: 7 }]), 'imagenet')).toBeUndefined();
    expect(withClassifier(network([{ ...record, classifier: { layer: 'fc' } }]), 'random')).toBeUndefined();
  });
});
