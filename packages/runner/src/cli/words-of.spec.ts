import { expect, it } from 'vitest';
import type { OptionTable } from './option.js';
import { readOptions } from './read-options.js';
import { wordsOf } from './words-of.js';

const table = {
  spec: { kind: 'text', placeholder: 'FILE', many: true, description: '' },
  store: { kind: 'path', placeholder: 'DIR', description: '' },
  cacheLimit: { kind: 'bytes', placeholder: 'SIZE', description: '' },
  workers: { kind: 'integer', placeholder: 'N', minimum: 1, word: 'auto', description: '' },
  backend: { kind: 'choice', choices: ['wasm', 'cpu'], description: '' },
  after: { kind: 'duration', placeholder: 'TIME', description: '' },
  now: { kind: 'time', placeholder: 'ISO', description: '' },
  force: { kind: 'flag', description: '' },
  json: { kind: 'flag', description: '' },
} as const satisfies OptionTable;

it('what was read of a command line is said as another that is read the same', () => {
  const raw = {
    ...{ spec: ['a b.yaml', 'c.yaml'], store: 's', cacheLimit: '2GiB', workers: 'auto', backend: 'cpu' },
    ...{ after: '1h30m', now: '2026-11-26T01:00Z', force: true },
  };
  const first = readOptions(table, raw, '/home');
  if (!('values' in first)) throw new Error(JSON.stringify(first.problems));
  const words = wordsOf(table, first.values);
  expect(words).toEqual([
    ...['--spec', 'a b.yaml', '--spec', 'c.yaml', '--store', '/home/s', '--cache-limit', '2147483648'],
    ...[
      '--workers',
      'auto',
      '--backend',
      'cpu',
      '--after',
      '5400s',
      '--now',
      '2026-11-26T01:00:00.000Z',
      '--force',
    ],
  ]);
  const again = { ...raw, store: '/home/s', cacheLimit: '2147483648', after: '5400s', now: words.at(-2) };
  expect(readOptions(table, again, '/elsewhere')).toEqual(first);
});
