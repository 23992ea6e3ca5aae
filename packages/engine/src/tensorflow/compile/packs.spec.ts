import { GraphBuilder, type TrainerOptions } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { preprocessing, spreadWeights } from '../../contract/small-graphs.fixture.js';
import { compileTraining } from './compile-training.js';
import { smallLength } from './packs.js';
import { separateTraining } from './structure.js';

/** Two convolutions with biases, the second kernel as long as may be packed, each normalised; and a head of three classes. */
function network() {
  const builder = new GraphBuilder('network');
  const convolution = { strides: [1, 1], padding: 'same', useBias: true, activation: 'linear' } as const;
  let x = builder.input('images', [4, 4, 3]);
  x = builder.add('Conv2D', 'first', { ...convolution, kernelSize: [3, 3], filters: 32 }, x);
  x = builder.add('BatchNormalization', 'first_bn', { epsilon: 1e-3, momentum: 0.9 }, x);
  x = builder.add('Conv2D', 'second', { ...convolution, kernelSize: [1, 1], filters: smallLength / 32 }, x);
  x = builder.add('BatchNormalization', 'second_bn', { epsilon: 1e-3, momentum: 0.9 }, x);
  x = builder.add('Flatten', 'flat', {}, x);
  return builder.build(builder.add('Dense', 'logits', { units: 3, useBias: true, activation: 'linear' }, x));
}

const graph = network();
const options: TrainerOptions = {
  ...{ graph, preprocessing, inputs: ['images'], weights: spreadWeights(graph, 1), labelSmoothing: 0 },
  trainable: graph.layers.map(({ name }) => name),
  batchNorm: 'train',
  optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
};

describe('A step', () => {
  const moving = ['first_bn', 'second_bn'].flatMap((layer) => [
    `${layer}/moving_mean`,
    `${layer}/moving_variance`,
  ]);
  const { graph: written, changing, slots } = compileTraining(separateTraining(options).structure);
  const count = (op: string) => written.nodes.filter((node) => node.op === op).length;

  it('changes all small weights at once, and alone what is long or of no whole number of 64 bytes', () => {
    expect(changing.pack('trained').members).toEqual(
      ['first/kernel', 'first/bias', 'first_bn/gamma', 'first_bn/beta'].concat([
        'second/kernel',
        'second/bias',
        'second_bn/gamma',
        'second_bn/beta',
      ]),
    );
    for (const path of ['logits/kernel', 'logits/bias', ...moving])
      expect(changing.pack(path).members).toEqual([path]);
    expect(count('ResourceApplyAdam')).toBe(3);
  });

  it('names weights and slots in the order in which it named them when each was alone', () => {
    const trained = ['first', 'first_bn', 'second', 'second_bn', 'logits'].flatMap((layer) =>
      (layer.endsWith('_bn') ? ['gamma', 'beta'] : ['kernel', 'bias']).map((weight) => `${layer}/${weight}`),
    );
    expect([...changing.all.keys()]).toEqual([...trained, ...moving]);
    expect([...slots.all.keys()]).toEqual(
      trained.flatMap((path) => [`${path}/momentum`, `${path}/velocity`]),
    );
  });

  it('sums what is small, not what is large', () => {
    const summed = written.nodes
      .filter(({ op, name }) => op === 'Sum' && !name.includes('/'))
      .map(({ inputs }) => inputs[0]);
    const valueOf = (name: string) => `${changing.pack(name).value.node}:0`;
    expect(summed).toEqual(['trained', 'logits/bias'].map(valueOf));
  });
});
