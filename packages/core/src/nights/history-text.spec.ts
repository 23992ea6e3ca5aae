import { expect, it } from 'vitest';
import type { HistoryEntry } from './history.js';
import { historyLine, readHistory } from './history-text.js';

const entries: readonly HistoryEntry[] = [
  { type: 'scheduled', spec: 'a.yaml', at: '2026-11-10T12:00:00.000Z', cron: '0 2 * * *', timeZone: 'UTC' },
  {
    ...{ type: 'begun', spec: 'a.yaml', at: '2026-11-11T02:00:00.000Z', outcome: 'ran' },
    ...{ dueAt: '2026-11-11T02:00:00.000Z', reason: 'zwei\nZeilen 🦊' },
  },
];
const lines = entries.map(historyLine);

it('reads what it has written, each entry a line', () => {
  expect(lines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
  expect(readHistory(lines.join(''))).toEqual({ entries, damaged: [], unknown: [] });
  expect(readHistory('')).toEqual({ entries: [], damaged: [], unknown: [] });
});

it.each([
  ['torn', lines[0]!.slice(0, 60)],
  ['changed', lines[0]!.replace('0 2 * * *', '0 3 * * *').trim()],
  ['without its sum', JSON.stringify(entries[0])],
  ['no JSON', '\u0000\u0000\u0000'],
  ['null', 'null'],
  ['of another shape', historyLine({ ...entries[1]!, dueAt: 'tonight' } as HistoryEntry).trim()],
  ['of no type', historyLine({ ...entries[1]!, type: 7 } as unknown as HistoryEntry).trim()],
])('passes over a line that is %s, and says which', (_, line) => {
  expect(readHistory(`${lines[0]}${line}\n${lines[1]}`)).toEqual({ entries, damaged: [2], unknown: [] });
});

it('tells a line of a kind that it does not know from a damaged one', () => {
  const later = historyLine({ type: 'paused', spec: 'a.yaml' } as unknown as HistoryEntry);
  expect(readHistory(`${lines[0]}${later}${lines[1]}`)).toEqual({ entries, damaged: [], unknown: [2] });
});
