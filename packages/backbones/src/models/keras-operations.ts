import type { Activation } from '@thaw/core';
import type { IndexPart, Slice } from './inbound.js';
import type { LayerMeaning } from './keras-classes.js';
import type { KerasConfig } from './keras-config.js';

/** Kinds of ours that Keras has as signs and functions too, which may come to others. */
export type OperationKind = 'Add' | 'Multiply' | 'Take' | 'ReLU';

type Operation = (keras: KerasConfig) => LayerMeaning;
type Numbers = number | readonly number[];

const scaled = (scale: Numbers, offset = 0): LayerMeaning => ({
  kind: 'Rescaling',
  config: { scale, offset },
});
const shifted = (by: Numbers): LayerMeaning =>
  typeof by === 'number'
    ? scaled(1, by)
    : { kind: 'Normalization', config: { mean: by.map((each) => -each), variance: by.map(() => 1) } };
const changed = (value: Numbers, change: (each: number) => number): Numbers =>
  typeof value === 'number' ? change(value) : value.map(change);

const add: Operation = (keras) => {
  const constant = keras.constant();
  return constant ? shifted(constant.value) : { kind: 'Add', config: {} };
};
const multiply: Operation = (keras) => {
  const constant = keras.constant();
  return constant ? scaled(constant.value) : { kind: 'Multiply', config: {} };
};
const subtract: Operation = (keras) => {
  const constant = keras.constant();
  if (constant && !constant.isFirst) return shifted(changed(constant.value, (each) => -each));
  if (typeof constant?.value === 'number') return scaled(-1, constant.value);
  return keras.cannot('subtracts a layer', 'from a number', scaled(-1));
};
const divide: Operation = (keras) => {
  const constant = keras.constant();
  if (constant && !constant.isFirst) return scaled(changed(constant.value, (each) => 1 / each));
  return keras.cannot('divides by a layer', 'by a number', scaled(1));
};
const negative: Operation = () => scaled(-1);
const taken = (indices: number | readonly number[]): LayerMeaning => ({ kind: 'Take', config: { indices } });
const take: Operation = (keras) => {
  const { value } = keras.lastAxis().constant() ?? {};
  return value === undefined ? keras.cannot('takes no list', 'of channels', taken(0)) : taken(value);
};
const flip: Operation = (keras) => {
  const channels = keras.lastAxis().inputs[0]?.at(-1) ?? 1;
  return takenPart(keras, { start: null, stop: null, step: -1 }, channels);
};
const getItem: Operation = (keras) => {
  const [shape = []] = keras.inputs;
  const parts = keras.index() ?? [];
  const last = parts.at(-1) ?? '...';
  const whole = parts.slice(0, -1);
  const isOfChannels = whole.includes('...') || parts.length === shape.length + 1;
  if (!whole.every(isAll) || !isOfChannels || last === '...')
    return keras.cannot('takes a part of the places', 'of the channels', taken(0));
  const channels = shape.at(-1) ?? 1;
  return typeof last === 'number'
    ? taken(last < 0 ? channels + last : last)
    : takenPart(keras, last, channels);
};
const isAll = (part: IndexPart): boolean =>
  part === '...' ||
  (typeof part !== 'number' &&
    [part.start, part.stop].every((end) => end === null) &&
    (part.step ?? 1) === 1);

/** As Python's `slice.indices` has it. */
function takenPart(keras: KerasConfig, { start, stop, step }: Slice, channels: number): LayerMeaning {
  const by = step ?? 1;
  if (by === 0 || channels > mostTaken) return keras.cannot('takes such a part', 'of channels', taken(0));
  const [low, high] = by > 0 ? [0, channels] : [-1, channels - 1];
  const bound = (end: number) => Math.min(Math.max(end < 0 ? end + channels : end, low), high);
  const first = start === null ? (by > 0 ? low : high) : bound(start);
  const end = stop === null ? (by > 0 ? high : low) : bound(stop);
  const count = Math.max(Math.ceil((end - first) / by), 0);
  return taken(Array.from({ length: count }, (_, index) => first + index * by));
}

/** A file may say any number of channels. */
const mostTaken = 2 ** 16;

const relu: Operation = (keras) => {
  const negativeSlope = keras.only({ threshold: [0, null] }).maybe<number>('negative_slope') ?? 0;
  if (negativeSlope !== 0) {
    keras.only({ max_value: [null] });
    return { kind: 'LeakyReLU', config: { negativeSlope } };
  }
  const maxValue = keras.maybe<number>('max_value');
  return { kind: 'ReLU', config: maxValue === undefined ? {} : { maxValue } };
};
const activation =
  (name: Activation): Operation =>
  () => ({ kind: 'Activation', config: { activation: name } });

/** Functions of `keras.ops` and signs between tensors, `x / 127.5 - 1`, by the classes that Keras 3 has for them, some of which are layers' too. */
const operations: Readonly<Record<OperationKind, Operation> & Record<string, Operation>> = {
  Add: add,
  Subtract: subtract,
  Multiply: multiply,
  Divide: divide,
  TrueDivide: divide,
  Negative: negative,
  GetItem: getItem,
  Take: take,
  Flip: flip,
  ReLU: relu,
  Relu: activation('relu'),
  LeakyRelu: (keras) => ({ kind: 'LeakyReLU', config: { negativeSlope: keras.read('negative_slope') } }),
  Relu6: activation('relu6'),
  Sigmoid: activation('sigmoid'),
  HardSigmoid: activation('hard_sigmoid'),
  Silu: activation('silu'),
  HardSilu: activation('hard_silu'),
  Gelu: (keras) => activation(keras.read('approximate') === true ? 'gelu_tanh' : 'gelu')(keras),
  Mean(keras) {
    const places = [
      [1, 2],
      [-3, -2],
    ];
    const keepdims = keras.only({ axis: places }).read('keepdims') === true;
    return { kind: 'GlobalAveragePooling2D', config: keepdims ? { keepdims } : {} };
  },
};

/** The same in files of Keras 2, by the names of TensorFlow's functions. */
const functions: Readonly<Record<string, Operation>> = {
  '__operators__.add': add,
  'math.add': add,
  'math.subtract': subtract,
  'math.multiply': multiply,
  'math.truediv': divide,
  'math.negative': negative,
  '__operators__.getitem': getItem,
  'nn.bias_add': add,
  'nn.relu': activation('relu'),
  'nn.relu6': activation('relu6'),
  'nn.silu': activation('silu'),
  'math.sigmoid': activation('sigmoid'),
};

/** By the names that `classOf` gives them. */
export const kerasOperations: Readonly<Record<string, Operation>> = {
  ...operations,
  ...Object.fromEntries(
    Object.entries(functions).map(([name, operation]): [string, Operation] => [
      `tf.${name}`,
      (keras) => operation(keras.idle('function')),
    ]),
  ),
};
