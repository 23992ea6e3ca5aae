import { expect, it } from 'vitest';
import { parseDuration, roughRange } from './duration.js';

it.each([
  [[120, 240], '2 to 4 min'],
  [[12, 55], '12 to 55 s'],
  [[50, 130], '50 s to 2 min'],
  [[3000, 9000], '50 min to 2.5 h'],
  [[121, 122], '2 min'],
  [[0.2, 0.5], '< 1 s'],
  [[0.2, 4], 'up to 4 s'],
] as const)('writes a range of %j seconds as %s', (range, text) => {
  expect(roughRange(range)).toBe(text);
});

it.each([
  ['30m', 1800],
  ['90 s', 90],
  ['1h30m', 5400],
  ['2 h', 7200],
  ['1.5h', 5400],
  ['5 min', 300],
  ['1d', 86_400],
  ['30', undefined],
  ['0s', undefined],
  ['m30', undefined],
  ['30 minutes ago', undefined],
  ['', undefined],
])('%j is a time of %s seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});
