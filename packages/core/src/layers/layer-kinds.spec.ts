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
  GlobalMaxPooling2D: { config: {}, inputs: [image], output: [4], weights: {}, flops: 9 * 9 * 4 },
  Flatten: { config: {}, inputs: [image], output: [324], weights: {}, flops: 0 },
  Dense: {
    config: { units: 3, useBias: true, activation: 'softmax' },
    inputs: [[6]],
    output: [3],
    weights: { kernel: [6, 3], bias: [3] },
    flops: 2 * 6 * 3,
  },
  Dropout: { config: { rate: 0.2 }, inputs: [image], output: image, weights: {}, flops: 0 },
  Add: { config: {}, inputs: [image, image, image], output: image, weights: {}, flops: 2 * 9 * 9 * 4 },
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
  expect(fixed).toEqual(['BatchNormalization/moving_mean', 'BatchNormalization/moving_variance']);
});

it.each<[LayerKindName, readonly Shape[], string]>([
  ['Conv2D', [[4]], 'expected [height, width, channels], found [4]'],
  ['Dense', [image], 'expected [features], found [9,9,4]'],
  ['Add', [image, [9, 9, 5]], 'cannot add [9,9,5] to [9,9,4]'],
])('%s says what it cannot take', (name, inputs, message) => {
  expect(() => kindOf(name).outputShape(cases[name].config, inputs)).toThrow(new RangeError(message));
});
