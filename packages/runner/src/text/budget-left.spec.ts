import { expect, it } from 'vitest';
import { budgetNote } from './budget-left.js';

it.each([
  [{ runs: 8 }, undefined, 'Left of the budget: 8 runs.'],
  [
    { runs: 1, hours: 1.2, target: 0.0125 },
    undefined,
    'Left of the budget: 1 run, 72 min, 0.0125 to the target.',
  ],
  [
    { runs: 8, hours: 0 },
    'hours' as const,
    'Nothing more was begun: it would not have ended within the hours of the budget. Left of the budget: 8 runs, no time.',
  ],
  [
    { runs: 8, target: 0 },
    'target' as const,
    'Nothing more was begun: the target is reached. Left of the budget: 8 runs.',
  ],
])('what is left is told: %j, ended by %s', (left, endedBy, text) => {
  expect(budgetNote(left, endedBy)).toBe(text);
});
