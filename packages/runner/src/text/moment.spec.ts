import { expect, it } from 'vitest';
import { parseMoment } from './moment.js';

it.each([
  ['2026-11-26T02:00:00+01:00', '2026-11-26T01:00:00.000Z'],
  ['2026-11-26T01:00Z', '2026-11-26T01:00:00.000Z'],
  [' 2026-11-26T01:00:00.5z ', '2026-11-26T01:00:00.500Z'],
])('reads %s', (text, moment) => {
  expect(parseMoment(text)?.toISOString()).toBe(moment);
});

it.each(['2026-11-26T02:00:00', '2026-11-26', 'tomorrow', '2026-13-26T02:00Z', '26.11.2026', ''])(
  'takes `%s` for no moment',
  (text) => {
    expect(parseMoment(text)).toBeUndefined();
  },
);
