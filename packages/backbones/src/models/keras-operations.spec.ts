import { describe, expect, it } from 'vitest';
import {
  conv,
  functional,
  image,
  messageOf,
  read,
  rescaling,
  tensor,
  type Config,
} from './keras-model.fixture.js';

describe('an operation of a model', () => {
  /** An operation as Keras 3 writes it: each operand is a layer's output or a number. */
  const operation = (class_name: string, config: Config, ...args: readonly unknown[]) => ({
    ...{ module: 'keras.src.ops.numpy', class_name, registered_name: class_name },
    config: { name: 'operation', ...config },
    inbound_nodes: [{ args: args.map((arg) => (arg === 'map' ? tensor('map') : arg)), kwargs: {} }],
  });
  const ending = (last: object) =>
    functional('net', [image(8, 8, 3), rescaling, conv('map', 'rescaling'), last], 'operation');

  it.each<[string, object, object]>([
    [
      'a sum with numbers',
      operation('Add', {}, 'map', { class_name: '__numpy__', config: { value: [[[1, 2, 3, 4]]] } }),
      { kind: 'Normalization', config: { mean: [-1, -2, -3, -4], variance: [1, 1, 1, 1] } },
    ],
    [
      'an approximate GELU',
      operation('Gelu', { approximate: true }, 'map'),
      { config: { activation: 'gelu_tanh' } },
    ],
    [
      'a mean over all places',
      operation('Mean', { axis: [1, 2], keepdims: true }, 'map'),
      { kind: 'GlobalAveragePooling2D', config: { keepdims: true } },
    ],
  ])('reads %s as a layer of ours', async (_, last, expected) => {
    const { build } = await read(ending(last), { output: 'operation' });
    expect(build(8).layers.at(-1)).toMatchObject(expected);
  });

  it.each<[string, object]>([
    ['divides by a layer, known: by a number', operation('TrueDivide', {}, 1, 'map')],
    ['subtracts a layer, known: from a number', operation('Subtract', {}, 'map', 'map')],
    ['subtracts a layer, known: from a number', operation('Subtract', {}, [1, 2, 3, 4], 'map')],
    ['scale must be a number or a list of them', operation('TrueDivide', {}, 'map', 0)],
    ['has 3 means or variances for 4 channels', operation('Add', {}, 'map', [1, 2, 3])],
    ['takes "odd", which is no layer', operation('Add', {}, 'map', 'odd')],
    ['takes 2 beside another number', operation('Multiply', {}, 1, 2, 'map')],
    ['axis: found [1], known: [1,2] or [-3,-2]', operation('Mean', { axis: [1], keepdims: false }, 'map')],
    ["takes 2, which is no layer's output", operation('Relu', {}, 'map', 2)],
    ['Thaw has no layer TFOpLambda', operation('TFOpLambda', { function: { toString: 1 } }, 'map')],
    ['Thaw has no layer tf.nn.bias_add', operation('TFOpLambda', { function: 'nn.bias_add' }, 'map')],
    [
      'a model with 2 inputs',
      {
        ...functional('operation', [image(6, 6, 4)], 'image'),
        ...{ inbound_nodes: [{ args: [tensor('map'), 2] }] },
      },
    ],
  ])('is refused where it %s', async (says, last) => {
    expect(await messageOf(ending(last), { output: 'operation' })).toContain(`operation: ${says}`);
  });
});
