import { addHead, GraphBuilder, type TrainerOptions } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { planTraining } from './plan-training.js';

const convolution = {
  filters: 3,
  kernelSize: [3, 3],
  strides: [1, 1],
  padding: 'same',
  useBias: false,
  activation: 'linear',
} as const;
const normalization = { epsilon: 1e-3, momentum: 0.99 };

const builder = new GraphBuilder('network');
const image = builder.input('images', [8, 8, 3]);
const first = builder.add('Conv2D', 'conv1', convolution, image);
const second = builder.add('Conv2D', 'conv2', convolution, first);
const bn = builder.add('BatchNormalization', 'conv2_bn', normalization, second);
const sum = builder.add('Add', 'sum', {}, bn, first);
const graph = addHead(builder.build(sum), { pool: 'avg', hidden: [], dropout: 0.5 }, 3);

const plan = (options: Partial<TrainerOptions>) =>
  planTraining({
    graph,
    preprocessing: { channels: 'RGB', mean: [0, 0, 0], std: [1, 1, 1] },
    inputs: ['images'],
    weights: new Map(),
    trainable: ['head_logits'],
    batchNorm: 'frozen',
    optimizer: { name: 'sgd', momentum: 0, nesterov: false },
    labelSmoothing: 0,
    ...options,
  });
const names = ({ layers }: { layers: readonly { name: string }[] }) => layers.map(({ name }) => name);

describe('planTraining', () => {
  it('leaves below the borders all that no gradient needs, shortcuts included', () => {
    const { frozen, live, borders, trained } = plan({ trainable: ['conv2', 'conv2_bn', 'head_logits'] });
    expect(borders).toEqual(['conv1']);
    expect(names(frozen)).toEqual(['images', 'conv1']);
    expect(names(live)).toEqual([
      'conv1',
      'conv2',
      'conv2_bn',
      'sum',
      'head_pool',
      'head_dropout',
      'head_logits',
    ]);
    expect(trained).toEqual(['conv2/kernel', 'head_logits/kernel', 'head_logits/bias']);
  });

  it('runs nothing below the borders when the cut is where training starts', () => {
    const { frozen, borders } = plan({ inputs: ['head_pool'] });
    expect([names(frozen), borders]).toEqual([['head_pool'], ['head_pool']]);
  });

  it('trains gamma and beta of a normalisation only where batchNorm is train', () => {
    const options = { trainable: ['conv2_bn', 'head_logits'], inputs: ['conv1', 'conv2'] };
    expect(plan(options)).toMatchObject({ borders: ['head_pool'], batchNormalized: new Set() });
    const { trained, borders, batchNormalized } = plan({ ...options, batchNorm: 'train' });
    expect(trained.slice(0, 2)).toEqual(['conv2_bn/gamma', 'conv2_bn/beta']);
    expect(borders).toEqual(['conv1', 'conv2']);
    expect(batchNormalized).toEqual(new Set(['conv2_bn']));
  });

  it('passes over layers without weights', () => {
    expect(plan({ trainable: names(graph).filter((name) => !name.startsWith('conv')) }).borders).toEqual([
      'head_pool',
    ]);
  });

  it('refuses to train what lies below the cut, and a cut that leaves a way around it', () => {
    expect(() => plan({ inputs: ['sum'], trainable: ['conv2'] })).toThrow(
      'conv2 is to be trained but is not above sum',
    );
    expect(() => plan({ inputs: ['conv2_bn'] })).toThrow('conv2_bn do not determine head_logits');
  });
});
