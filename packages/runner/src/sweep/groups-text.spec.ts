import { describe, expect, it } from 'vitest';
import type { Objective, RunConfig } from '@thaw/core';
import type { RunEnded } from '../events/sweep-event.js';
import { sweepResult } from '../api/sweep-result.js';
import { groupsTable, rankingNotes } from './groups-text.js';

/** What comes of groups with these accuracies: a run each. */
function resultOf(
  groups: Readonly<Record<string, readonly (number | undefined)[]>>,
  others: Objective['others'] = undefined,
) {
  const runs = Object.entries(groups).flatMap(([id, values]) =>
    values.map((value, index) => ({
      id: `${id}${index + 1}`,
      name: `dropout=${id} fold=${index + 1}`,
      parameters: { 'head.dropout': id },
      config: {} as RunConfig,
      ...(values.length > 1 && {
        group: {
          id: `group-${id}`,
          name: `dropout=${id}`,
          size: values.length,
          part: `fold=${index + 1}`,
          overlap: 0.25,
        },
      }),
      value,
    })),
  );
  const ended = runs.map(({ id, name, value }, index): RunEnded => ({
    ...{ type: 'run-ended', run: id, name, index, validationImages: 60 },
    status: value === undefined ? 'failed' : 'finished',
    metrics:
      value === undefined
        ? {}
        : {
            ...{ val_accuracy: value, val_loss: 1 - value, test_accuracy: value - 0.1 },
            ...(others && { parameters: Math.round(1e6 * groups[id[0]!]![0]! ** 2) }),
          },
  }));
  const loaded = {
    sweepId: 's',
    name: 'sweep',
    objective: { metric: 'val_accuracy', goal: 'maximize', ...(others && { others }) },
  } as const;
  return sweepResult(
    { loaded: loaded as never, plan: { runs: runs.map((run) => ({ run })) } as never },
    'finished',
    ended,
  );
}
const folded = {
  a: [0.7, 0.72, 0.71, 0.74, 0.7],
  b: [0.81, 0.84, 0.79, 0.86, 0.83],
  c: [0.8, 0.85, 0.8, 0.85, 0.82],
  d: [0.99, 0.99, undefined, 0.99, 0.99],
};

describe('the table of groups', () => {
  it('has a row for each: mean, spread, interval, and whether it may be the best', () => {
    const rows = groupsTable(resultOf(folded))
      .split('\n')
      .map((line) => line.trim().split(/ {2,}/));
    expect(rows[0]).toEqual(['rank', 'group', 'head.dropout', 'val_accuracy', '95 %', 'val_loss', 'runs']);
    const body = rows.filter(([rank]) => /^[\d–]/.test(rank!));
    expect(body.map(([rank, group]) => [rank, group])).toEqual([
      ['1 ≈', 'group-b'],
      ['2 ≈', 'group-c'],
      ['3', 'group-a'],
      ['–', 'group-d'],
    ]);
    // scipy.stats.t.interval(0.95, 4, 0.826, 0.027019 · √(1/5 + 1/4))
    expect(body[0]!.slice(3, 5)).toEqual(['0.8260 ± 0.0270', '0.7757 – 0.8763']);
    expect(body[3]!.at(-1)).toBe('4 of 5, failed');
  });

  it('is followed by what it means, by the test score of the chosen group alone, and by how far the choice flatters', () => {
    const notes = rankingNotes(resultOf(folded));
    expect(notes).toEqual([
      expect.stringContaining('the 5 runs of a group'),
      '1 of 2 others cannot be told from the best (≈).',
      'On test images, which chose nothing, dropout=b has test_accuracy 0.7260 ± 0.0270.',
      expect.stringMatching(/^The best of 3 looks better than it is: take 0\.\d{4} off/),
    ]);
  });
});

it('says of single runs that their interval is that of the validation images', () => {
  expect(rankingNotes(resultOf({ a: [0.5], b: [50 / 60] }))).toEqual([
    expect.stringContaining('Of the best, 0.7197 to 0.9069 with 95 %, by its validation images alone'),
    'The best is better than all others with 95 %.',
  ]);
  expect(rankingNotes(resultOf({ a: [0.5] }))).toEqual([]);
});

it('with several objectives there are fronts and no best, whose test images nobody looks at', () => {
  const result = resultOf(folded, [{ metric: 'parameters', goal: 'minimize' }]);
  const [header, ...rows] = groupsTable(result).split('\n');
  expect(header!.trim().split(/\s{2,}/)).toEqual([
    ...['rank', 'group', 'head.dropout', 'val_accuracy', '95 %', 'parameters', 'val_loss', 'runs'],
  ]);
  expect(
    rows.map((row) => row.trim().split(/\s{2,}/)).map((cells) => [cells[0], cells[2], cells[5]]),
  ).toEqual([
    ['1', 'b', '656,100'],
    ['1', 'a', '490,000'],
    ['1', 'c', '640,000'],
    ['–', 'd', '–'],
  ]);
  expect(rankingNotes(result)).toEqual([
    '± is the deviation of the 5 runs of a group, 95 % the interval of their mean.',
    '3 of 3 are on the Pareto front of val_accuracy and parameters (rank 1): nothing beats them in one without losing in another.',
  ]);
  expect(result.best?.parameters).toEqual({ 'head.dropout': 'b' });
});
