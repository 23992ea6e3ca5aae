import {
  activations,
  didYouMean,
  upSamplings,
  type ConfigOf,
  type Layer,
  type LayerKindName,
} from '@thaw/core';
import { isObject, isPositiveInteger, oneOf, optional, show, unmet } from './expectation.js';

/** What a setting must be, in words, and a test. */
type Setting = readonly [expected: string, holds: (value: unknown) => boolean];
type Settings<Kind extends LayerKindName> = Readonly<Record<keyof ConfigOf<Kind>, Setting>>;

const isCount = (value: unknown) => value === 0 || isPositiveInteger(value);
const pairOf = (holds: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.length === 2 && value.every(holds);
const between = (low: number, high: number) => (value: unknown) =>
  typeof value === 'number' && value >= low && value < high;

const shape: Setting = ['a list of whole numbers above 0', isShape];
const number: Setting = ['a number', isNumber];
const aboveZero: Setting = ['a number above 0', between(Number.MIN_VALUE, Infinity)];
const share: Setting = ['a number from 0 to below 1', between(0, 1)];
const border: Setting = ['two pairs of whole numbers', pairOf(pairOf(isCount))];
const count: Setting = ['a whole number above 0', isPositiveInteger];
const pair: Setting = ['two whole numbers above 0', pairOf(isPositiveInteger)];
const flag: Setting = ['true or false', oneOf(true, false)];
const activation: Setting = [activations.join(' or '), oneOf(...activations)];
const maybe: Setting = ['true or false', optional(oneOf(true, false))];
const factors: Setting = ['a list of numbers', optional(isNumbers)];
const window = { strides: pair, padding: ['valid or same', oneOf('valid', 'same')] } as const;
const convolution = { kernelSize: pair, ...window, useBias: flag, activation };
const pooling = { poolSize: pair, ...window };

/** The settings of every kind of layer. */
const settings: { readonly [Kind in LayerKindName]: Settings<Kind> } = {
  InputLayer: { shape },
  Conv2D: {
    filters: count,
    groups: ['a whole number above 0', optional(isPositiveInteger)],
    ...convolution,
  },
  DepthwiseConv2D: convolution,
  SeparableConv2D: { filters: count, ...convolution },
  Conv2DTranspose: { filters: count, ...convolution },
  BatchNormalization: {
    epsilon: aboveZero,
    momentum: share,
    scale: maybe,
    center: maybe,
  },
  LayerNormalization: { epsilon: aboveZero },
  LayerScale: { initValues: number },
  Rescaling: {
    scale: ['a number or a list of them', (value) => isNumber(value) || isNumbers(value)],
    offset: number,
  },
  Normalization: { mean: factors, variance: factors },
  Activation: { activation },
  ReLU: { maxValue: ['a number above 0', optional(between(Number.MIN_VALUE, Infinity))] },
  LeakyReLU: { negativeSlope: number },
  ZeroPadding2D: { padding: border },
  Cropping2D: { cropping: border },
  UpSampling2D: { size: pair, interpolation: [upSamplings.join(' or '), oneOf(...upSamplings)] },
  MaxPooling2D: pooling,
  AveragePooling2D: pooling,
  GlobalAveragePooling2D: { keepdims: maybe },
  GlobalMaxPooling2D: { keepdims: maybe },
  Flatten: {},
  Reshape: { targetShape: shape },
  ClassToken: {},
  RegisterTokens: { count },
  PositionEmbedding: { grid: count, prefix: ['a whole number', isCount] },
  DotProductAttention: { heads: count },
  AttentionPooling: { heads: count },
  SwiGLU: {},
  Cropping1D: { cropping: ['two whole numbers', pairOf(isCount)] },
  GlobalAveragePooling1D: {},
  GlobalMaxPooling1D: {},
  Dense: { units: count, useBias: flag, activation },
  Dropout: {
    rate: share,
    noiseShape: [
      'a list of null and 1 that begins with null',
      optional((value) => Array.isArray(value) && value[0] === null && value.every(oneOf(null, 1))),
    ],
  },
  StochasticDepth: { dropPathRate: share },
  Add: {},
  Multiply: {},
  Concatenate: {},
  Take: { indices: ['a whole number or a list of them', (value) => isCount(value) || isCounts(value)] },
  Stack: {},
  CustomScaleLayer: { scale: number },
};

/** What the settings of a kind are called. */
export const settingsOf = (kind: LayerKindName): readonly string[] => Object.keys(settings[kind]);

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

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value);
}

function isCounts(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isCount);
}

function isNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isNumber);
}

export function isShape(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isPositiveInteger);
}
