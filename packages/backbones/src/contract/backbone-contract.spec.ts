import type { Backbone, Layer } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { batchNorm } from '../networks/layer-configs.js';
import { tf } from '../networks/preprocessing.js';
import { backboneTiers, checkBackbone } from './backbone-rules.js';
import { describeBackbone } from './describe-backbone.js';
import { record, tiny } from './tiny-backbone.fixture.js';

/** Tiny with another graph: its layers, by position, changed or taken out. */
const withLayers = (change: (layers: readonly Layer[], size: number) => readonly unknown[]): unknown => ({
  ...tiny,
  build: (size: number) => ({ ...tiny.build(size), layers: change(tiny.build(size).layers, size) }),
});
const withLayer = (index: number, change: object) =>
  withLayers((layers) => layers.with(index, { ...layers[index]!, ...change } as Layer));
const withConfig = (index: number, change: object) =>
  withLayers((layers) =>
    layers.with(index, { ...layers[index]!, config: { ...layers[index]!.config, ...change } } as Layer),
  );

describeBackbone(tiny, { describe, it });

describe('the contract of a backbone', () => {
  it.each([
    [
      'facts of the wrong kind',
      {
        ...tiny,
        title: '',
        minimumImageSize: 7.5,
        weights: [
          { ...record, preprocessing: { channels: 'GBR', mean: [0, 0, 0], std: [1, 0, 1] } },
          { tag: 'random', preprocessing: tf, imageSize: '8', classes: 0, names: {}, sources: {} },
          { ...record, resize: { mode: 'crop', interpolation: 'bicubic' } },
        ],
      },
      [
        'title must be text, found ""',
        'minimumImageSize must be a whole number of pixels, found 7.5',
        'weights[0].preprocessing.channels must be RGB or BGR, found "GBR"',
        'weights[0].preprocessing.std must be three numbers above 0, found [1,0,1]',
        'weights[1].tag must be lower-case letters, digits, dots, hyphens and underscores, and not random, found "random"',
        'weights[1].imageSize must be a whole number of pixels, found "8"',
        'weights[1].classes must be a whole number, found 0',
        'weights[1].names must be a function, found {}',
        'weights[1].sources must be a list, found {}',
        'weights[2].resize must be { mode: stretch }, { mode: crop, cropFraction } or { mode: letterbox, colour }, with an interpolation of bilinear, bicubic, lanczos, found {"mode":"crop","interpolation":"bicubic"}',
      ],
    ],
    [
      'a build that throws',
      { ...tiny, build: () => JSON.parse('{') as never },
      [expect.stringMatching(/^build\(32\): throws SyntaxError: /) as string],
    ],
    [
      'no graph',
      { ...tiny, build: () => [] },
      ['build(32): must return a graph, { name, layers, output }, found []'],
    ],
    [
      'two layers of one name',
      withLayers(([image, conv, bn, pool]) => [
        image,
        conv,
        { ...bn, name: 'conv' },
        { ...pool, inputs: ['conv'] },
      ]),
      ['build(32): two layers are called conv'],
    ],
    [
      'an unknown kind of layer, and an input from nowhere',
      withLayers((layers) => [
        ...layers.slice(0, 2),
        { ...layers[2], kind: 'BatchNormalisation', inputs: ['stem'] },
        layers[3],
      ]),
      [
        'build(32): bn: its input "stem" is no layer before it',
        'build(32): bn: this version of Thaw has no layer kind "BatchNormalisation"; did you mean `BatchNormalization`?',
      ],
    ],
    [
      'a name of the head',
      withLayer(3, { name: 'head_pool' }),
      [
        "build(32): head_pool: names that begin with head_ are the head's",
        'build(32): output must be the last layer, head_pool, found "pool"',
      ],
    ],
    [
      'settings that are wrong, missing or ignored',
      withConfig(1, { strides: 2, padding: 'Same', useBias: undefined, dilationRate: 2 }),
      [
        'build(32): conv: strides must be two whole numbers above 0, found 2',
        'build(32): conv: padding must be valid or same, found "Same"',
        'build(32): conv: useBias must be true or false, found undefined',
        'build(32): conv: Conv2D takes no dilationRate',
      ],
    ],
    [
      'an input of another size',
      withConfig(0, { shape: [8, 8, 1] }),
      ['build(32): input_layer: shape must be [32,32,3], found [8,8,1]'],
    ],
    [
      'shapes that do not fit',
      withConfig(3, { poolSize: [99, 99] }),
      ['build(32): MaxPooling2D pool of tiny: a 99-wide window does not fit into 32 pixels'],
    ],
    [
      'a vector at the end',
      withLayer(3, { kind: 'Flatten', config: {} }),
      ['build(32): pool: [4096] cannot be pooled by avg, but by map'],
    ],
    [
      'a graph that cannot be built at its least size',
      { ...tiny, minimumImageSize: 1 },
      [
        'build(1): throws RangeError: Tiny cannot take images this small: expected 8 pixels or more, found 1 px',
      ],
    ],
    ['a graph of another name', { ...tiny, name: 'small' }, ['the graph must be called small, found tiny']],
    [
      'weights that depend on the image, and layers without a block',
      withLayers((layers, size) =>
        layers.map((layer) =>
          layer.name === 'conv'
            ? { ...layer, block: undefined, config: { ...layer.config, filters: size } }
            : layer,
        ),
      ),
      [
        'conv: must have the same weights at every image size, found kernel [3,3,3,32] bias [32] at 32, kernel [3,3,3,8] bias [8] at 8',
        'bn: must have the same weights at every image size, found gamma [32] beta [32] moving_mean [32] moving_variance [32] at 32, gamma [8] beta [8] moving_mean [8] moving_variance [8] at 8',
        'conv: must belong to a block',
      ],
    ],
    [
      'images that are too small for it taken nevertheless',
      { ...tiny, minimumImageSize: 16 },
      ['build(15) must throw a RangeError, as minimumImageSize is 16'],
    ],
    [
      'a block in two pieces',
      withLayers(([image, conv, bn, pool]) => [
        image,
        conv,
        { ...bn, block: 'block2' },
        { ...pool, block: 'block1' },
      ]),
      ['pool: block block1 takes what block block2 gives, which begins later'],
    ],
    [
      'another graph each time',
      (() => {
        let builds = 0;
        return withLayers((layers) =>
          layers.with(2, { ...layers[2]!, config: batchNorm({ epsilon: ++builds }) } as Layer),
        );
      })(),
      ['build must return the same graph each time, as results are stored by it'],
    ],
  ])('finds %s', (_what, value, findings) => {
    expect(checkBackbone(value)).toEqual(findings);
  });

  it('is broken by everything that is no backbone', () => {
    for (const value of [undefined, null, 'tiny', () => tiny, [tiny], {}])
      expect(checkBackbone(value)).toHaveLength(6);
  });

  it('is what the suite runs, a test for each rule', () => {
    const failed: string[] = [];
    const rules: string[] = [];
    const it = (name: string, body: () => void) => {
      rules.push(name);
      try {
        body();
      } catch {
        failed.push(name);
      }
    };
    describeBackbone(withLayer(2, { block: 'block2' }) as Backbone, { describe: (_, body) => body(), it });
    describeBackbone({ ...tiny, name: 'small' }, { describe: (_, body) => body(), it });
    expect(rules).toHaveLength(2 * backboneTiers.flat().length);
    expect(failed).toEqual(['gives its graph its own name']);
  });
});
