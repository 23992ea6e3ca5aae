import type { Backbone } from '@thaw/core';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { checkBackbone } from '../contract/backbone-rules.js';
import {
  conv,
  decode,
  functional,
  image,
  layer,
  messageOf,
  read,
  rescaling,
  tensor,
  type Config,
} from './keras-model.fixture.js';

const namesOf = ({ build, minimumImageSize }: Backbone) =>
  build(minimumImageSize).layers.map(({ name }) => name);

describe('a model as a backbone', () => {
  const classifier = functional(
    'flowers',
    [
      image(null, null, 3),
      rescaling,
      conv('conv', 'rescaling'),
      functional('inner', [image(null, null, 4), conv('conv', 'image'), conv('own', 'conv')], 'own', 'conv'),
      layer('Dropout', 'dropout', { rate: 0.1 }, 'inner'),
      layer('GlobalAveragePooling2D', 'pool', { data_format: 'channels_last', keepdims: false }, 'dropout'),
      layer('Dense', 'classes', { units: 3, use_bias: true, activation: 'softmax' }, 'pool'),
    ],
    'classes',
  );

  it('ends at its last map, with models inside laid out, and keeps the contract', async () => {
    const backbone = await read(classifier);
    expect(namesOf(backbone)).toEqual(['image', 'rescaling', 'conv', 'inner/conv', 'own']);
    expect(checkBackbone(backbone)).toEqual([]);
    expect(backbone.minimumImageSize).toBe(7);
    expect(backbone.notes?.[0]).toBe('its output is own, 218 × 218 × 4, without dropout, pool and classes');
    const names = backbone.weights[0].names!(backbone.build(16));
    expect(names.get('inner/conv/bias')).toEqual({ name: 'layers/functional/layers/conv2d/vars/1' });
  });

  const withConfig = (config: Config) =>
    functional('net', [image(8, 8, 3), rescaling, conv('conv', 'rescaling', config)], 'conv');
  const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

  it.each<[string, object, RegExp]>([
    [
      'sides that no search through them comes to an end of',
      functional('net', [image(2 ** 32, 2 ** 32, 3), rescaling, conv('conv', 'rescaling')], 'conv'),
      /BACKBONE-MODEL .*\n {2}takes \[null,4294967296,4294967296,3\]: .* of 32768 pixels a side at most$/,
    ],
    ['a name that is none', withConfig({ name: { toString: 1 } }), /UNREADABLE/],
    ['a module that is none', { ...withConfig({}), module: { toString: 1 } }, /UNREADABLE/],
    [
      'a layer without a config, in a model inside',
      functional('net', [{ ...functional('inner', [{ class_name: 'ReLU' }], 'x', 'image') }], 'inner'),
      /UNREADABLE/,
    ],
    ['a value of much depth', withConfig({ kernel_size: nested(400) }), /kernelSize/],
    ['one that is far deeper', withConfig({ kernel_size: nested(3_000) }), /UNREADABLE/],
    [
      'more tensors than a layer takes',
      functional(
        'net',
        [
          image(8, 8, 3),
          rescaling,
          { ...conv('conv', ''), inbound_nodes: [[...Array<unknown>(1_001).fill(['rescaling', 0, 0])]] },
        ],
        'conv',
      ),
      /conv: takes 1001 tensors, more than 1000/,
    ],
    [
      'more that is wrong than fits a message',
      withConfig(Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`key${index}`, 1]))),
      /found 1, known: nothing\n {2}and 900 things more$/,
    ],
    [
      'a mean of as many channels as there is no memory for',
      functional(
        'net',
        [
          image(8, 8, 3),
          conv('conv', 'image', { filters: 2 ** 40 }),
          layer('Normalization', 'norm', { axis: -1, mean: 0.5, variance: 1 }, 'conv'),
        ],
        'norm',
      ),
      /norm: mean must be a list of numbers, found 0.5/,
    ],
  ])('is refused with %s', async (_what, model, says) => {
    expect(await messageOf(model)).toMatch(says);
  });

  it('ends where it is told to', async () => {
    const backbone = await read(classifier, { output: 'conv' });
    expect(namesOf(backbone)).toEqual(['image', 'rescaling', 'conv']);
    expect(await messageOf(classifier, { output: 'covn' })).toContain('did you mean `conv`?');
    expect(await messageOf(classifier, { output: 'pool' })).toContain('pool: gives [4], no feature map');
  });

  it('may have layers of any kind above its output, and says what is left out', async () => {
    const layers = [
      image(32, 32, 3),
      rescaling,
      conv('map', 'rescaling'),
      layer('Lambda', 'squeeze', { function: 'os.system' }, 'map'),
      layer('MyAttention', 'look', {}, 'squeeze'),
    ];
    const model = functional('odd', layers, 'look');
    const backbone = await read(model, { output: 'map' });
    expect(namesOf(backbone)).toEqual(['image', 'rescaling', 'map']);
    expect(backbone.notes![0]).toBe('its output is map, 30 × 30 × 4, without squeeze and look');
    expect(await messageOf(model)).toContain('squeeze: a Lambda is a program');
    expect(await messageOf(model, { output: 'look' })).toContain('squeeze: a Lambda is a program');
  });

  it('may be sequential, of one size, with the words of Keras 2', async () => {
    const { inbound_nodes: _, ...first } = conv('a', 'image', { batch_input_shape: [null, 8, 8, 3] });
    const second = layer('Reshape', 'b', { target_shape: [12, -1, 4] });
    const third = layer('BatchNormalization', 'c', { axis: [3], epsilon: 1e-3, momentum: 0.9 });
    const backbone = await read(
      { class_name: 'Sequential', config: { name: 'chain', layers: [first, second, third] } },
      { preprocessing: 'tf' },
    );
    expect(backbone.build(8).layers.map(({ name }) => name)).toEqual(['input_layer', 'a', 'b', 'c']);
    expect(backbone.weights[0].preprocessing.mean).toEqual([127.5, 127.5, 127.5]);
  });

  it('is refused with every reason at once', async () => {
    const layers = [
      image(32, 32, 3),
      layer('Lambda', 'squeeze', { function: 'os.system' }, 'image'),
      layer('MyAttention', 'look', {}, 'squeeze'),
      conv('dilated', 'look', { dilation_rate: [2, 2], activation: 'mish', fantasy: 7 }),
      {
        ...conv('twice', 'dilated'),
        inbound_nodes: ['dilated', 'look'].map((name) => ({ args: [tensor(name)] })),
      },
    ];
    expect(await messageOf(functional('odd', layers, 'twice'))).toMatchInlineSnapshot(`
      "THAW-BACKBONE-MODEL net.keras cannot be a backbone:
        twice: is called 2 times: each layer has one place here
        dilated: dilation_rate: found [2,2], known: 1 or [1,1]
        dilated: activation: found "mish", known: linear, relu, relu6, leaky_relu, softmax, sigmoid, hard_sigmoid, silu, swish, hard_silu, hard_swish, gelu
        dilated: fantasy: found 7, known: nothing
        squeeze: a Lambda is a program, and nothing in a file is run
        look: Thaw has no layer MyAttention
        layers that are known: Activation, Add, AveragePooling2D, BatchNormalization, Concatenate, Conv2D, Conv2DTranspose, Cropping1D, Cropping2D, CustomScaleLayer, Dense, DepthwiseConv2D, Divide, Dropout, Flatten, Flip, Gelu, GetItem, GlobalAveragePooling1D, GlobalAveragePooling2D, GlobalMaxPooling1D, GlobalMaxPooling2D, HardSigmoid, HardSilu, InputLayer, LayerNormalization, LayerScale, LeakyReLU, LeakyRelu, MaxPooling2D, Mean, Multiply, Negative, Normalization, ReLU, Relu, Relu6, Rescaling, Reshape, SeparableConv2D, Sigmoid, Silu, Softmax, SpatialDropout2D, Stack, StochasticDepth, Subtract, Take, TrueDivide, UpSampling2D, ZeroPadding2D, tf.__operators__.add, tf.__operators__.getitem, tf.math.add, tf.math.multiply, tf.math.negative, tf.math.sigmoid, tf.math.subtract, tf.math.truediv, tf.nn.bias_add, tf.nn.relu, tf.nn.relu6, tf.nn.silu"
    `);
  });

  it.each([
    ['does not say how it sees pixels', functional('a', [image(8, 8, 3), conv('c', 'image')], 'c')],
    [
      'does not say how it sees pixels',
      functional(
        'a',
        [image(8, 8, 3), conv('c', 'image'), layer('Rescaling', 'r', { scale: 0.1 }, 'c')],
        'r',
      ),
    ],
    ['images are squares here', functional('a', [image(8, 9, 3), conv('c', 'image')], 'c')],
    ['takes [null,8,8,1]', functional('a', [image(8, 8, 1), conv('c', 'image')], 'c')],
    ['gives no feature map', functional('a', [image(8, 8, 3), layer('Flatten', 'f', {}, 'image')], 'f')],
    ['there is no layer "gone"', functional('a', [image(8, 8, 3), conv('c', 'gone')], 'c')],
    ['c takes what is made of its own output', functional('a', [image(8, 8, 3), conv('c', 'c')], 'c')],
    [
      'has 2501 layers',
      functional(
        'a',
        Array.from({ length: 2501 }, (_, at) => conv(`c${at}`, 'image')),
        'c0',
      ),
    ],
  ])('is refused: %s', async (says, model) => {
    expect(await messageOf(model)).toContain(says);
  });

  it('is walked as deep as it may be long', async () => {
    const chain = Array.from({ length: 2490 }, (_, at) =>
      layer('Activation', `a${at}`, { activation: 'relu' }, at === 0 ? 'rescaling' : `a${at - 1}`),
    );
    const backbone = await read(functional('long', [image(8, 8, 3), rescaling, ...chain], 'a2489'));
    expect(namesOf(backbone)).toHaveLength(2492);
  });

  it.each([
    ['no zip', strToU8('PK'), 'not a whole zip archive'],
    ['no JSON', zipSync({ 'config.json': strToU8('{') }), 'not JSON'],
    [
      'no model',
      zipSync({ 'config.json': strToU8('{"class_name": "Dense", "config": {}}') }),
      'describes no model',
    ],
    [
      'no model, and a version that is none',
      zipSync({
        'config.json': strToU8('null'),
        'metadata.json': strToU8('{"keras_version": {"toString": 1}}'),
      }),
      'describes no model',
    ],
  ])('is unreadable where there is %s', async (_, bytes, found) => {
    await expect(decode(bytes)).rejects.toThrow(found);
  });
});
