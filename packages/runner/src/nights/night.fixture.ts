import type { Night } from '@thaw/core';

/** The night of a day of November 2026, which has come to this value with an error of 0.01. */
export function night(
  day: number,
  value: number,
  more: Partial<Night> = {},
  stage = `stage ${day} ${value}`,
): Night {
  const dueAt = new Date(Date.UTC(2026, 10, day, 1)).toISOString();
  return {
    ...{ spec: 'experiments/flowers.yaml', name: 'flowers', dueAt, outcome: 'ran', startedAt: dueAt },
    ...{ computed: 3, reused: 4, seconds: 5 },
    inputs: { spec: 's1', data: 'd1', weights: 'w1', code: 'c1', thaw: '1.0.0' },
    objective: { metric: 'val_accuracy', goal: 'maximize' },
    best: {
      ...{ run: 'r1', name: 'dropout=0.5', parameters: { 'head.dropout': '0.5' } },
      ...{ value, standardError: 0.01, stage },
    },
    ...more,
  };
}
