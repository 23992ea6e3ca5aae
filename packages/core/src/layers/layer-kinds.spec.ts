import { expect, it } from 'vitest';
import type { LayerKind, Shape } from './layer-kind.js';
import { layerKinds, type ConfigOf, type LayerKindName } from './layer-kinds.js';

interface Case<Kind extends LayerKindName> {
  readonly config: ConfigOf<Kind>;
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  readonly weights: Readonly<Record<string, Shape>>;
  readonly flops: number;
}

const window = {
  kernelSize: [3, 3],
  strides: [2, 2],
  padding: 'same',
  useBias: true,
  activation: 'relu',
} as const;
const image = [9, 9, 4];
/** One and a square of nine. */
const tokens = [10, 6];

/** A worked example of every kind. A multiply-add counts as two operations; bias and activation are not counted. */
const cases: { readonly [Kind in LayerKindName]: Case<Kind> } = {
  InputLayer: { config: { shape: image }, inputs: [], output: image, weights: {}, flops: 0 },
  Conv2D: {
    config: { ...window, filters: 8 },
    inputs: [image],
    output: [5, 5, 8],
    weights: { kernel: [3, 3, 4, 8], bias: [8] },
    flops: 2 * 5 * 5 * (3 * 3 * 4) * 8,
  },
  DepthwiseConv2D: {
    config: window,
    inputs: [image],
    output: [5, 5, 4],
    weights: { kernel: [3, 3, 4, 1], bias: [4] },
    flops: 2 * 5 * 5 * (3 * 3) * 4,
  },
  SeparableConv2D: {
    config: { ...window, filters: 8 },
    inputs: [image],
    output: [5, 5, 8],
    weights: { depthwise_kernel: [3, 3, 4, 1], pointwise_kernel: [1, 1, 4, 8], bias: [8] },
    flops: 2 * 5 * 5 * (3 * 3) * 4 + 2 * 5 * 5 * 4 * 8,
  },
  BatchNormalization: {
    config: { epsilon: 1e-3, momentum: 0.99 },
    inputs: [image],
    output: image,
    weights: { gamma: [4], beta: [4], moving_mean: [4], moving_variance: [4] },
    flops: 2 * 9 * 9 * 4,
  },
  LayerNormalization: {
    config: { epsilon: 1e-6 },
    inputs: [image],
    output: image,
    weights: { gamma: [4], beta: [4] },
    flops: 7 * 9 * 9 * 4,
  },
  LayerScale: {
    config: { initValues: 1e-6 },
    inputs: [image],
    output: image,
    weights: { gamma: [4] },
    flops: 9 * 9 * 4,
  },
  Rescaling: {
    config: { scale: [1, 2, 3, 4], offset: -1 },
    inputs: [image],
    output: image,
    weights: {},
    flops: 2 * 9 * 9 * 4,
  },
  Normalization: {
    config: {},
    inputs: [image],
    output: image,
    weights: { mean: [4], variance: [4], count: [] },
    flops: 2 * 9 * 9 * 4,
  },
  Activation: {
    config: { activation: 'relu6' },
    inputs: [image],
    output: image,
    weights: {},
    flops: 9 * 9 * 4,
  },
  ReLU: { config: { maxValue: 6 }, inputs: [image], output: image, weights: {}, flops: 9 * 9 * 4 },
  ZeroPadding2D: {
    config: {
      padding: [
        [0, 1],
        [2, 3],
      ],
    },
    inputs: [image],
    output: [10, 14, 4],
    weights: {},
    flops: 0,
  },
  Cropping2D: {
    config: {
      cropping: [
        [0, 1],
        [2, 3],
      ],
    },
    inputs: [image],
    output: [8, 4, 4],
    weights: {},
    flops: 0,
  },
  MaxPooling2D: {
    config: { poolSize: [3, 3], strides: [2, 2], padding: 'valid' },
    inputs: [image],
    output: [4, 4, 4],
    weights: {},
    flops: 3 * 3 * 4 * 4 * 4,
  },
  AveragePooling2D: {
    config: { poolSize: [2, 2], strides: [2, 2], padding: 'same' },
    inputs: [image],
    output: [5, 5, 4],
    weights: {},
    flops: 2 * 2 * 5 * 5 * 4,
  },
  GlobalAveragePooling2D: { config: {}, inputs: [image], output: [4], weights: {}, flops: 9 * 9 * 4 },
  GlobalMaxPooling2D: {
    config: { keepdims: true },
    inputs: [image],
    output: [1, 1, 4],
    weights: {},
    flops: 9 * 9 * 4,
  },
  Flatten: { config: {}, inputs: [image], output: [324], weights: {}, flops: 0 },
  Reshape: { config: { targetShape: [4, 81] }, inputs: [image], output: [4, 81], weights: {}, flops: 0 },
  Dense: {
    config: { units: 3, useBias: true, activation: 'softmax' },
    inputs: [[5, 6]],
    output: [5, 3],
    weights: { kernel: [6, 3], bias: [3] },
    flops: 2 * 5 * 6 * 3,
  },
  ClassToken: { config: {}, inputs: [tokens], output: [11, 6], weights: { tokens: [1, 6] }, flops: 0 },
  RegisterTokens: {
    config: { count: 2 },
    inputs: [tokens],
    output: [12, 6],
    weights: { tokens: [2, 6] },
    flops: 0,
  },
  PositionEmbedding: {
    config: { grid: 7, prefix: 1 },
    inputs: [tokens],
    output: tokens,
    weights: { embedding: [50, 6] },
    flops: 10 * 6,
  },
  DotProductAttention: {
    config: { heads: 2 },
    inputs: [[10, 18]],
    output: tokens,
    weights: {},
    flops: 2 * 10 * 10 * 6 + 2 * 10 * 10 * 6,
  },
  AttentionPooling: {
    config: { heads: 2 },
    inputs: [[10, 12]],
    output: [6],
    weights: { latent: [1, 6], query_kernel: [6, 6], query_bias: [6] },
    flops: 2 * 6 * 6 + 2 * 10 * 6 + 2 * 10 * 6,
  },
  Cropping1D: { config: { cropping: [1, 2] }, inputs: [tokens], output: [7, 6], weights: {}, flops: 0 },
  GlobalAveragePooling1D: { config: {}, inputs: [tokens], output: [6], weights: {}, flops: 10 * 6 },
  GlobalMaxPooling1D: { config: {}, inputs: [tokens], output: [6], weights: {}, flops: 10 * 6 },
  Dropout: { config: { rate: 0.2 }, inputs: [image], output: image, weights: {}, flops: 0 },
  StochasticDepth: {
    config: { dropPathRate: 0.2 },
    inputs: [image],
    output: image,
    weights: {},
    flops: 0,
  },
  Add: { config: {}, inputs: [image, image, image], output: image, weights: {}, flops: 2 * 9 * 9 * 4 },
  Multiply: {
    config: {},
    inputs: [image, [1, 1, 4]],
    output: image,
    weights: {},
    flops: 9 * 9 * 4,
  },
  Concatenate: { config: {}, inputs: [image, [9, 9, 2]], output: [9, 9, 6], weights: {}, flops: 0 },
  CustomScaleLayer: {
    config: { scale: 0.1 },
    inputs: [image, image],
    output: image,
    weights: {},
    flops: 2 * 9 * 9 * 4,
  },
};

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
  ['Add', [image, [9, 9, 5]], 'cannot add [9,9,5] to [9,9,4]'],
  ['Multiply', [image, [9, 1, 5]], 'cannot multiply [9,9,4] by [9,1,5]'],
  ['Concatenate', [image, [9, 8, 4]], 'cannot put [9,8,4] beside [9,9,4]'],
  ['Reshape', [[5]], 'cannot make [4,81] of [5]'],
  ['Rescaling', [[9, 9, 3]], 'has 4 scales for 3 channels'],
  ['Cropping2D', [[1, 9, 4]], 'leaves nothing of [1,9,4]'],
])('%s says what it cannot take', (name, inputs, message) => {
  expect(() => kindOf(name).outputShape(cases[name].config, inputs)).toThrow(new RangeError(message));
});

it('has a kernel for each group of channels, of which there is one or as many as channels', () => {
  const { config } = cases.Conv2D;
  const parted = { ...config, groups: 4 };
  expect(kindOf('Conv2D').weights(parted, [image])[0]!.shape).toEqual([3, 3, 1, 8]);
  expect(kindOf('Conv2D').flops(parted, [image], [5, 5, 8])).toBe(2 * 5 * 5 * (3 * 3) * 8);
  const message = 'cannot part 4 channels into 2 groups for 8 filters: 1 or one each';
  expect(() => kindOf('Conv2D').outputShape({ ...config, groups: 2 }, [image])).toThrow(
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
