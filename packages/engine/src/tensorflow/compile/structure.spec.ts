import {
  addHead,
  contentHash,
  GraphBuilder,
  optimizerKinds,
  type Optimizer,
  type OptimizerName,
  type TrainerOptions,
} from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { preprocessing, spreadWeights } from '../../contract/small-graphs.fixture.js';
import { separateTraining } from './structure.js';

const network = (dropout: number, units = 4) => {
  const builder = new GraphBuilder('network');
  const input = builder.input('images', [4, 4, 3]);
  const convolution = { kernelSize: [3, 3], strides: [1, 1], padding: 'same', useBias: true } as const;
  const conv = builder.add('Conv2D', 'conv', { ...convolution, filters: 4, activation: 'relu' }, input);
  return addHead(builder.build(conv), { pool: 'avg', hidden: [units], dropout }, 3);
};
const graph = network(0.2);
const adam = { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
const options: TrainerOptions = {
  ...{ graph, preprocessing, inputs: ['images'], weights: spreadWeights(graph, 1), labelSmoothing: 0 },
  ...{ trainable: ['conv'], batchNorm: 'frozen', optimizer: adam },
};

/** What of a training changes with its options. */
function changed(changes: Partial<TrainerOptions>, before = options): 'structure' | 'numbers' | 'nothing' {
  const [one, other] = [separateTraining(before), separateTraining({ ...before, ...changes })];
  if (contentHash(one.structure) !== contentHash(other.structure)) return 'structure';
  const texts = [one, other].map(({ numbers }) =>
    JSON.stringify([...numbers].map(([p, { data }]) => [p, [...data]])),
  );
  return texts[0] === texts[1] ? 'nothing' : 'numbers';
}

/** Another value of every option, and what it is to change: a new option has to be told of here. */
const others: { readonly [Option in keyof TrainerOptions]-?: readonly [TrainerOptions[Option], string] } = {
  graph: [network(0.2, 5), 'structure'],
  preprocessing: [{ ...preprocessing, mean: [1, 2, 3] }, 'structure'],
  inputs: [['conv'], 'structure'],
  // Assigned as they are.
  weights: [spreadWeights(graph, 2), 'nothing'],
  trainable: [['head_logits'], 'structure'],
  batchNorm: ['train', 'structure'],
  optimizer: [{ ...adam, beta1: 0.8 }, 'numbers'],
  labelSmoothing: [0.1, 'numbers'],
  classWeights: [[1, 2, 3], 'numbers'],
  precision: ['bfloat16', 'structure'],
  memory: ['rematerialise', 'structure'],
  compile: ['always', 'structure'],
};

describe('The options of a training', () => {
  it.each(Object.entries(others))('are assigned or compiled: %s', (option, [value, what]) => {
    expect(changed({ [option]: value })).toBe(what);
  });

  it('that say what is the default are the default', () => {
    expect(changed({ precision: 'float32', classWeights: [1, 1, 1] })).toBe('nothing');
  });

  it('share a graph whatever is dropped, if anything is', () => {
    expect(changed({ graph: network(0.3) })).toBe('numbers');
    expect(changed({ graph: network(0) })).toBe('structure');
  });

  const names = Object.keys(optimizerKinds) as OptimizerName[];
  const settingsOf = (name: OptimizerName): Readonly<Record<string, { readonly type: string }>> =>
    optimizerKinds[name].settings;
  const settings = names.flatMap((name) =>
    Object.entries(settingsOf(name)).map(([setting, { type }]) => ({ name, setting, type }) as const),
  );
  it.each(settings)(
    'share a graph whatever the $setting of $name, if it is a number',
    ({ name, setting, type }) => {
      const own = Object.entries(settingsOf(name));
      const given = (value: number, flag: boolean) =>
        Object.fromEntries(own.map(([each, schema]) => [each, schema.type === 'number' ? value : flag]));
      const before = { name, ...given(0.25, false) } as unknown as Optimizer;
      const value = type === 'number' ? 0.5 : true;
      expect(
        changed(
          { optimizer: { ...before, [setting]: value } as Optimizer },
          { ...options, optimizer: before },
        ),
      ).toBe(type === 'number' ? 'numbers' : 'structure');
    },
  );

  it('do not, where a momentum of 0 is not kept', () => {
    const sgd = (momentum: number): Optimizer => ({ name: 'sgd', momentum, nesterov: false });
    expect(changed({ optimizer: sgd(0.9) }, { ...options, optimizer: sgd(0) })).toBe('structure');
  });
});
