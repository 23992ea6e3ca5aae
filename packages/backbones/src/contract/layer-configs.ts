import { didYouMean, type ConfigOf, type Layer, type LayerKindName } from '@thaw/core';
import { isObject, isPositiveInteger, oneOf, optional, show, unmet } from './expectation.js';

/** What a setting must be, in words, and a test. */
type Setting = readonly [expected: string, holds: (value: unknown) => boolean];
type Settings<Kind extends LayerKindName> = Readonly<Record<keyof ConfigOf<Kind>, Setting>>;

const isCount = (value: unknown) => value === 0 || isPositiveInteger(value);
const pairOf = (holds: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.length === 2 && value.every(holds);
const between = (low: number, high: number) => (value: unknown) =>
  typeof value === 'number' && value >= low && value < high;

const count: Setting = ['a whole number above 0', isPositiveInteger];
const pair: Setting = ['two whole numbers above 0', pairOf(isPositiveInteger)];
const flag: Setting = ['true or false', oneOf(true, false)];
const activation: Setting = ['linear, relu, relu6 or softmax', oneOf('linear', 'relu', 'relu6', 'softmax')];
const window = { strides: pair, padding: ['valid or same', oneOf('valid', 'same')] } as const;
const convolution = { kernelSize: pair, ...window, useBias: flag, activation };
const pooling = { poolSize: pair, ...window };

/** The settings of every kind of layer. */
const settings: { readonly [Kind in LayerKindName]: Settings<Kind> } = {
  InputLayer: { shape: ['a list of whole numbers above 0', isShape] },
  Conv2D: { filters: count, ...convolution },
  DepthwiseConv2D: convolution,
  SeparableConv2D: { filters: count, ...convolution },
  BatchNormalization: {
    epsilon: ['a number above 0', between(Number.MIN_VALUE, Infinity)],
    momentum: ['a number from 0 to below 1', between(0, 1)],
  },
  Activation: { activation },
  ReLU: { maxValue: ['a number above 0', optional(between(Number.MIN_VALUE, Infinity))] },
  ZeroPadding2D: { padding: ['two pairs of whole numbers', pairOf(pairOf(isCount))] },
  MaxPooling2D: pooling,
  AveragePooling2D: pooling,
  GlobalAveragePooling2D: {},
  GlobalMaxPooling2D: {},
  Flatten: {},
  Dense: { units: count, useBias: flag, activation },
  Dropout: { rate: ['a number from 0 to below 1', between(0, 1)] },
  Add: {},
};

/** Settings of a layer that are missing, wrong, or unknown: one that is ignored would make another network. */
export function configFindings({ name, kind, config }: Layer): readonly string[] {
  if (!isObject(config)) return [`the config of ${name} must be an object, found ${show(config)}`];
  const known: Readonly<Record<string, Setting>> = settings[kind];
  const unknown = Object.keys(config).filter((key) => !Object.hasOwn(known, key));
  return [
    ...unmet(
      config,
      Object.entries(known).map(([key, setting]) => [key, ...setting]),
      `${name}: `,
    ),
    ...unknown.map((key) => {
      const suggestion = didYouMean(key, Object.keys(known));
      return `${name}: ${kind} takes no ${key}${suggestion ? `; ${suggestion}` : ''}`;
    }),
  ];
}

export function isShape(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isPositiveInteger);
}
