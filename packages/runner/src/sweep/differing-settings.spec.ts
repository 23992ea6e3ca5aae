import type { Json } from '@thaw/core';
import { expect, it } from 'vitest';
import { differingSettings } from './differing-settings.js';

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
