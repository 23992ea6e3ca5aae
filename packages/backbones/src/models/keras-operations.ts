import type { Activation } from '@thaw/core';
import type { LayerMeaning } from './keras-classes.js';
import type { KerasConfig } from './keras-config.js';

/** Kinds of ours that Keras has as signs too; beside a number they are others. */
export type OperationKind = 'Add' | 'Multiply';

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
  Relu: activation('relu'),
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
