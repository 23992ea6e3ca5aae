import { stringify } from 'yaml';
import type { Random } from '../random/random.js';

/** A spec that uses a bit of everything, as text and with anchors. */
const whole = `
name: flowers
seed: 7
data: { root: ../images, split: { validation: 0.2, test: 0.1 }, augment: { flip: both, variants: 2 } }
backbone: { name: tiny, weights: { file: a.h5 }, imageSize: 64 }
head: { pool: max, hidden: [8, 4], dropout: 0.1 }
loss: { labelSmoothing: 0.1, classWeights: { a: 2, b: 0.5 } }
batchSize: 16
phases:
  - &first
    name: extract
    epochs: 2
    optimizer: { name: sgd, momentum: 0.9, schedule: { name: plateau, metric: val_loss } }
  - <<: *first
    name: fine-tune
    trainable: { layers: ["block3_*", "!*_bn"] }
    stop: { metric: val_accuracy, patience: 2 }
sweep:
  method: random
  runs: 3
  objective: { metric: val_loss, goal: minimize }
  parameters:
    head.dropout: [0.0, 0.5]
    phases.extract.optimizer.learningRate: { logUniform: [1e-4, 1e-2], steps: 2 }
    phases.fine-tune.trainable: [none, { last: 1 }, { from: block2_conv }]
tracking: { experiment: e, tags: { a: b }, model: none }
schedule: { cron: "0 2 * * *", timeZone: UTC, catchUp: one, within: 20h }
launcher: { slurm: { partition: gpu, mem: 32G, time: "2:00:00", maxJobs: 4 } }
`;

const tree = (): unknown => ({
  name: 'flowers',
  data: { manifest: 'labels.csv', split: { validation: 0.2 }, maxUnreadable: 0.1 },
  backbone: { name: 'tiny', weights: 'random' },
  head: { hidden: [8], dropout: 0.1 },
  loss: { classWeights: { a: 2, b: 1 } },
  phases: [
    { name: 'extract', epochs: 2, optimizer: { learningRate: 0.1, schedule: 'cosine' } },
    { name: 'tune', epochs: 1, trainable: { last: 1 }, stop: { patience: 2 }, batchNorm: 'train' },
  ],
  sweep: {
    parameters: {
      'head.dropout': [0, 0.5],
      'phases.tune.trainable': [{ last: 1 }, { layers: ['block1_*'] }],
      'phases.extract.epochs': { int: [1, 3] },
    },
  },
  tracking: { tags: { a: 'b' } },
});

const values: readonly unknown[] = [
  ...[NaN, Infinity, -Infinity, -1, 0, 3, 0.5, 1e300, -0, 4294967296, 5e-324],
  ...[
    '',
    ' ',
    'none',
    'cosine',
    'tiny',
    '@',
    '~',
    '<<',
    '__proto__',
    'constructor',
    '*_bn',
    '[',
    'é',
    'a\nb',
  ],
  ...[
    null,
    true,
    [],
    {},
    [null],
    [[]],
    { name: 'x' },
    { last: NaN },
    [1, NaN],
    { choice: [] },
    { int: [2, 1] },
  ],
  ...[{ constructor: 1 }, { last: 1, from: 'a' }, { uniform: [0, 1] }, { file: '' }],
];
const keys: readonly string[] = [
  ...[
    'constructor',
    '__proto__',
    'toString',
    '',
    ' ',
    'lr',
    'name',
    'phases',
    'last',
    '0',
    'a.b',
    '<<',
    'épochs',
  ],
  ...['phases.tune', 'phases', 'backbone', 'loss.classWeights', 'data.split', 'head.hidden', 'sweep'],
];
const snippets = [
  ...[
    ':',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '&a ',
    '*a',
    '!b ',
    '|',
    '>',
    '%',
    '@',
    '`',
    '"',
    "'",
    '#',
    ',',
    '\t',
    '\n',
  ],
  ...['---\n', '...\n', '.nan', '.inf', '<<: ', '? ', '\r', '\0', '﻿', '~', 'null', '!!int ', '*first', ' '],
];
const paths = [
  ...[
    'head.dropout',
    'phases.tune.epochs',
    'backbone',
    'data',
    'phases',
    '__proto__.x',
    'a',
    '',
    'phases.x.y',
  ],
  ...[
    'loss.classWeights.a',
    'tracking.tags.__proto__',
    'phases.tune.optimizer.schedule.rate',
    'sweep.parameters',
  ],
];

export interface MutatedSpec {
  readonly text: string;
  readonly overrides: readonly string[];
}

/** A spec with some mistakes in it, or none. The same numbers make the same spec. */
export function mutateSpec(random: Random): MutatedSpec {
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const times = 1 + Math.floor(random() * 3);
  const overrides = random() < 0.3 ? [`${one(paths)}${one(['=', '=', ''])}${inline(one(values))}`] : [];
  if (random() < 0.5) {
    let text = random() < 0.7 ? whole : stringify(tree());
    for (let time = 0; time < times; time++) text = mutateText(text, one, random);
    return { text, overrides };
  }
  const root = { spec: tree() };
  for (let time = 0; time < times; time++) mutateTree(root, one, random);
  return { text: stringify(root.spec) ?? '', overrides };
}

type One = <T>(of: readonly T[]) => T;

function mutateText(text: string, one: One, random: Random): string {
  const at = Math.floor(random() * text.length);
  const lines = text.split('\n');
  const line = Math.floor(random() * lines.length);
  switch (one(['cut', 'insert', 'delete', 'double', 'drop', 'indent'] as const)) {
    case 'cut':
      return text.slice(0, at);
    case 'insert':
      return text.slice(0, at) + one(snippets) + text.slice(at);
    case 'delete':
      return text.slice(0, at) + text.slice(at + 1 + Math.floor(random() * 3));
    case 'double':
      return lines.toSpliced(line, 0, lines[line]!).join('\n');
    case 'drop':
      return lines.toSpliced(line, 1).join('\n');
    case 'indent':
      return lines.with(line, one([`  ${lines[line]}`, lines[line]!.trimStart()])).join('\n');
  }
}

function mutateTree(root: object, one: One, random: Random): void {
  const places = placesIn(root);
  if (places.length === 0) return;
  const { holder, key } = one(places);
  const members = holder as Record<string, unknown>;
  const set = (name: string, value: unknown) =>
    Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
  const value = members[key];
  switch (one(['replace', 'delete', 'add', 'rename', 'wrap', 'move'] as const)) {
    case 'replace':
      return void set(key, structuredClone(one(values)));
    case 'delete':
      return void (Array.isArray(holder)
        ? holder.splice(Number(key), 1)
        : Reflect.deleteProperty(holder, key));
    case 'add':
      if (Array.isArray(holder)) return void holder.push(structuredClone(one(values)));
      return void set(one(keys), structuredClone(one(values)));
    case 'rename':
      if (Array.isArray(holder) || holder === root) return;
      Reflect.deleteProperty(holder, key);
      return void set(random() < 0.5 ? one(keys) : `${key.slice(1)}${key.slice(0, 1)}`, value);
    case 'wrap':
      return void set(key, random() < 0.5 ? [value] : { [one(keys)]: value });
    case 'move':
      return void set(key, structuredClone(one(places.map(valueAt))));
  }
}

interface Place {
  readonly holder: object;
  readonly key: string;
}

const valueAt = ({ holder, key }: Place): unknown =>
  Object.entries(holder).find(([name]) => name === key)?.[1];

function placesIn(holder: object): Place[] {
  return Object.entries(holder).flatMap(([key, value]: [string, unknown]) => [
    { holder, key },
    ...(value !== null && typeof value === 'object' ? placesIn(value) : []),
  ]);
}

const inline = (value: unknown): string =>
  typeof value === 'string' ? value : stringify(value, { collectionStyle: 'flow' }).trim();
