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
  const ellipsis = { class_name: '__ellipsis__', config: {} };
  const slice = (start: number | null, stop: number | null, step: number | null) => ({
    ...{ class_name: '__slice__', config: { start, stop, step } },
  });
  const all = slice(null, null, null);
  const ending = (last: object) =>
    functional('net', [image(8, 8, 3), rescaling, conv('map', 'rescaling'), last], 'operation');

  it.each<[string, object, object]>([
    [
      'a sum with numbers',
      operation('Add', {}, 'map', { class_name: '__numpy__', config: { value: [[[1, 2, 3, 4]]] } }),
      { kind: 'Normalization', config: { mean: [-1, -2, -3, -4], variance: [1, 1, 1, 1] } },
    ],
    ['a sign', operation('Negative', {}, 'map'), { kind: 'Rescaling', config: { scale: -1, offset: 0 } }],
    [
      'channels from the last to the first',
      operation('GetItem', {}, 'map', [ellipsis, slice(null, null, -1)]),
      { kind: 'Take', config: { indices: [3, 2, 1, 0] } },
    ],
    [
      'every other channel, all axes said',
      operation('GetItem', {}, 'map', [all, all, all, slice(-3, 9, 2)]),
      { kind: 'Take', config: { indices: [1, 3] } },
    ],
    ['a flip', operation('Flip', { axis: -1 }, 'map'), { kind: 'Take', config: { indices: [3, 2, 1, 0] } }],
    [
      'channels by a list',
      operation('Take', { axis: 3 }, 'map', [2, 0]),
      { kind: 'Take', config: { indices: [2, 0] } },
    ],
    [
      'a leaky ReLU',
      operation('LeakyRelu', { negative_slope: 0.3 }, 'map'),
      { kind: 'LeakyReLU', config: { negativeSlope: 0.3 } },
    ],
    [
      'a ReLU with a slope below 0',
      operation('ReLU', { max_value: null, negative_slope: 0.1, threshold: 0 }, 'map'),
      { kind: 'LeakyReLU', config: { negativeSlope: 0.1 } },
    ],
    [
      'a ReLU with a ceiling',
      operation('ReLU', { max_value: 6, negative_slope: 0, threshold: 0 }, 'map'),
      { kind: 'ReLU', config: { maxValue: 6 } },
    ],
    [
      "an activation with Keras's slope",
      operation('Activation', { activation: 'leaky_relu' }, 'map'),
      { kind: 'Activation', config: { activation: 'leaky_relu' } },
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
    ['Thaw has no layer tf.nn.crelu', operation('TFOpLambda', { function: 'nn.crelu' }, 'map')],
    [
      'takes a part of the places, known: of the channels',
      operation('GetItem', {}, 'map', [all, slice(1, null, null), ellipsis]),
    ],
    [
      'takes a part of the places, known: of the channels',
      operation('GetItem', {}, 'map', [slice(null, null, -1), ellipsis, all]),
    ],
    ['indices must be a whole number or a list', operation('GetItem', {}, 'map', [ellipsis, slice(2, 2, 1)])],
    ['takes such a part, known: of channels', operation('GetItem', {}, 'map', [ellipsis, slice(0, 1, 0)])],
    ['cannot take [4] of 4 channels, each once', operation('GetItem', {}, 'map', [ellipsis, 4])],
    ['max_value: found 6, known: null', operation('ReLU', { max_value: 6, negative_slope: 0.1 }, 'map')],
    ['axis: found 1, known: -1 or 3', operation('Flip', { axis: 1 }, 'map')],
    ['takes ["...",1], which is no layer', operation('Relu', {}, 'map', [ellipsis, 1])],
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
