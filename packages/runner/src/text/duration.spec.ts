import { expect, it } from 'vitest';
import { roughRange } from './duration.js';

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
