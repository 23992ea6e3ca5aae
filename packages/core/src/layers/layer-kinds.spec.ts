import { expect, it } from 'vitest';
import type { LayerKind, Shape } from './layer-kind.js';
import { cases, image, type Case } from './layer-kinds.fixture.js';
import { layerKinds, type LayerKindName } from './layer-kinds.js';

const kindOf = (name: string) => layerKinds[name as LayerKindName] as LayerKind<unknown>;

const examples = Object.entries<Case<LayerKindName>>(cases);

it.each(examples)(
  '%s states its output, weights and operations',
  (name, { config, inputs, output, weights, flops }) => {
    const kind = kindOf(name);
    expect(kind.outputShape(config, inputs)).toEqual(output);
    expect(kind.weights(config, inputs).map((weight) => [weight.name, weight.shape])).toEqual(
      Object.entries(weights),
    );
    expect(kind.flops(config, inputs, output)).toBe(flops);
  },
);

it.each(examples.filter(([, { weights }]) => 'bias' in weights))(
  '%s has no bias when it is told so',
  (name, { config, inputs, weights }) => {
    const names = kindOf(name)
      .weights({ ...config, useBias: false }, inputs)
      .map((weight) => weight.name);
    expect(names).toEqual(Object.keys(weights).filter((weight) => weight !== 'bias'));
  },
);

it('trains every weight but moving statistics', () => {
  const fixed = examples.flatMap(([name, { config, inputs }]) =>
    kindOf(name)
      .weights(config, inputs)
      .filter((weight) => !weight.trainable)
      .map((weight) => `${name}/${weight.name}`),
  );
  expect(fixed).toEqual([
    'BatchNormalization/moving_mean',
    'BatchNormalization/moving_variance',
    'Normalization/mean',
    'Normalization/variance',
    'Normalization/count',
  ]);
});

it.each<[LayerKindName, readonly Shape[], string]>([
  ['Conv2D', [[4]], 'expected [height, width, channels], found [4]'],
  ['ClassToken', [image], 'expected [tokens, width], found [9,9,4]'],
  ['PositionEmbedding', [[9, 6]], 'cannot make a square of 9 tokens without the first 1'],
  ['DotProductAttention', [[10, 20]], 'cannot part 20 numbers a token into 3 times 2 heads'],
  ['AttentionPooling', [[10, 14]], 'cannot part 14 numbers a token into 2 times 2 heads'],
  ['Cropping1D', [[3, 6]], 'cannot take 1 and 2 off 3 tokens'],
  ['SwiGLU', [[4, 5]], 'cannot part 5 numbers a token into two halves'],
  ['Take', [[9, 9, 2]], 'cannot take [2, 1, 0] of 2 channels, each once'],
  [
    'Stack',
    [
      [9, 9],
      [9, 8],
    ],
    'cannot stack [9,8] on [9,9]',
  ],
  ['Add', [image, [9, 9, 5]], 'cannot add [9,9,5] to [9,9,4]'],
  ['Multiply', [image, [9, 1, 5]], 'cannot multiply [9,9,4] by [9,1,5]'],
  ['Concatenate', [image, [9, 8, 4]], 'cannot put [9,8,4] beside [9,9,4]'],
  ['Reshape', [[5]], 'cannot make [4,81] of [5]'],
  ['Rescaling', [[9, 9, 3]], 'has 4 scales for 3 channels'],
  ['Cropping2D', [[1, 9, 4]], 'leaves nothing of [1,9,4]'],
])('%s says what it cannot take', (name, inputs, message) => {
  expect(() => kindOf(name).outputShape(cases[name].config, inputs)).toThrow(new RangeError(message));
});

it('has a kernel for each group of channels', () => {
  const { config } = cases.Conv2D;
  const parted = { ...config, groups: 4 };
  expect(kindOf('Conv2D').weights(parted, [image])[0]!.shape).toEqual([3, 3, 1, 8]);
  expect(kindOf('Conv2D').flops(parted, [image], [5, 5, 8])).toBe(2 * 5 * 5 * (3 * 3) * 8);
  expect(kindOf('Conv2D').weights({ ...config, groups: 2 }, [image])[0]!.shape).toEqual([3, 3, 2, 8]);
  const message = 'cannot part 4 channels and 8 filters into 3 groups';
  expect(() => kindOf('Conv2D').outputShape({ ...config, groups: 3 }, [image])).toThrow(
    new RangeError(message),
  );
});

it('has no factors and shifts where a normalisation is told so, and nothing to measure where all is known', () => {
  const namesOf = (kind: LayerKindName, config: object) =>
    kindOf(kind)
      .weights({ ...cases[kind].config, ...config }, [image])
      .map(({ name }) => name);
  expect(namesOf('BatchNormalization', { scale: false })).toEqual(['beta', 'moving_mean', 'moving_variance']);
  expect(namesOf('BatchNormalization', { center: false })).toEqual([
    'gamma',
    'moving_mean',
    'moving_variance',
  ]);
  expect(namesOf('Normalization', { mean: [0, 0, 0, 0], variance: [1, 1, 1, 1] })).toEqual([]);
});
