import { expect, it } from 'vitest';
import { parseMoment } from './moment.js';

it.each([
  ['2026-11-26T02:00:00+01:00', '2026-11-26T01:00:00.000Z'],
  ['2026-11-26T01:00Z', '2026-11-26T01:00:00.000Z'],
  ['2028-02-29T23:59:00-02:00', '2028-03-01T01:59:00.000Z'],
  [' 2026-11-26T01:00:00.5z ', '2026-11-26T01:00:00.500Z'],
])('reads %s', (text, moment) => {
  expect(parseMoment(text)?.toISOString()).toBe(moment);
});

it.each([
  ...['2026-11-26T02:00:00', '2026-11-26', 'tomorrow', '2026-13-26T02:00Z', '26.11.2026', ''],
  ...['2026-02-30T02:00Z', '2025-02-29T02:00+01:00', '0000-01-01T00:00Z', '1969-12-31T23:59Z'],
])('takes `%s` for no moment', (text) => {
  expect(parseMoment(text)).toBeUndefined();
});
