import type { Json, Search, Spec } from '@thaw/core';
import { expect, it } from 'vitest';
import { differingSettings, openParameters } from './differing-settings.js';

type Settings = Readonly<Record<string, Json>>;
const optimizer = 'phases.a.optimizer';
const adam = {
  [`${optimizer}.name`]: 'adam',
  [`${optimizer}.beta1`]: 0.9,
  [`${optimizer}.learningRate`]: 0.001,
};
const sgd = {
  [`${optimizer}.name`]: 'sgd',
  [`${optimizer}.momentum`]: 0,
  [`${optimizer}.learningRate`]: 0.01,
};

it.each<[string, readonly (readonly [Settings, Settings])[], readonly string[]]>([
  [
    'values',
    [1, 2].map((dropout) => [{ 'head.dropout': dropout }, { seed: 1, 'head.dropout': dropout }]),
    ['head.dropout'],
  ],
  [
    'none of the defaults that another optimizer brings',
    [
      [{ [`${optimizer}.name`]: 'adam' }, adam],
      [{ [`${optimizer}.name`]: 'sgd' }, sgd],
    ],
    [`${optimizer}.name`],
  ],
  [
    'of a swept map what it sets',
    [
      [{ [optimizer]: { name: 'adam', beta1: 0.8 } }, { ...adam, [`${optimizer}.beta1`]: 0.8 }],
      [{ [optimizer]: { name: 'sgd' } }, sgd],
    ],
    [`${optimizer}.name`, `${optimizer}.beta1`],
  ],
  [
    'a map that stands as a name',
    [
      [{ 'a.schedule': 'cosine' }, { 'a.schedule.name': 'cosine', 'a.schedule.minimum': 0 }],
      [{ 'a.schedule': 'constant' }, { 'a.schedule.name': 'constant' }],
    ],
    ['a.schedule.name'],
  ],
  [
    'of whole lists of phases what differs',
    [1, 2].map((epochs) => [
      { phases: [{ name: 'a', epochs, trainable: 'none' }] },
      { 'phases.a.epochs': epochs, 'phases.a.trainable': 'none' },
    ]),
    ['phases.a.epochs'],
  ],
  ['nothing of one run', [[{ seed: 1 }, { seed: 1 }]], []],
])('finds %s', (_, runs, expected) => {
  expect(differingSettings(runs.map(([parameters, params]) => ({ parameters, params })))).toEqual(expected);
});

it('finds what runs that are to come may not have in common', () => {
  const runs = [{ parameters: { seed: 1, batchSize: 8 }, params: { seed: 1, batchSize: 8 } }];
  expect(differingSettings(runs, ['seed'])).toEqual(['seed']);
});

it('knows of what a search may propose other values: nothing of one whose points are certain', () => {
  const spec = {
    sweep: { parameters: { seed: [1, 2], batchSize: [8], 'head.dropout': { uniform: [0, 0.5] } } },
  } as unknown as Spec;
  const grid = (): Search => {
    const points = [{ seed: 1 }, { seed: 2 }];
    return { certain: () => [...points], ask: () => points.shift(), tell() {} };
  };
  expect(openParameters({ spec, search: grid })).toEqual([]);
  const learning: Search = { certain: () => [{ seed: 1 }], ask: () => ({ seed: 1 }), tell() {} };
  expect(openParameters({ spec, search: () => learning })).toEqual(['seed', 'head.dropout']);
  const screening = (keep: number) => {
    const screen = { networks: ['xception', 'resnet50', 'mobilenetv2'], keep, by: 'knn' } as const;
    return openParameters({ spec, search: () => learning, screen });
  };
  expect(screening(2)).toEqual(['backbone.name', 'seed', 'head.dropout']);
  expect(screening(1)).toEqual(['seed', 'head.dropout']);
});
