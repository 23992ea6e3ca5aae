import { expect, it } from 'vitest';
import type { SweepEvent } from '../events/sweep-event.js';
import { startLine } from './sweep-summary.js';

type Started = SweepEvent & { type: 'sweep-started' };
const started: Started = {
  ...{ type: 'sweep-started', sweep: 's', name: 'flowers', runs: 3, stages: 9, cached: 2, work: 1 },
};

it.each<[Partial<Started>, string]>([
  [{}, 'flowers: 3 runs, 7 stages to compute, 2 stored already'],
  [
    { together: { workers: 4, secondsRange: [60, 120] }, expectedSecondsRange: [200, 400] },
    'flowers: 3 runs, 7 stages to compute, 2 stored already; 60 s to 2 min by 4 workers',
  ],
  [{ cached: 9 }, 'flowers: 3 runs, all 9 stages stored already; nothing to compute'],
  [
    { runsToCome: 5 },
    'flowers: 3 runs and up to 5 more as the search learns, 7 stages to compute, 2 stored already',
  ],
  [
    { runsToCome: 5, cached: 9 },
    'flowers: 3 runs and up to 5 more as the search learns, all 9 stages stored already',
  ],
])('a sweep with %j starts with %j', (facts, line) => {
  expect(startLine({ ...started, ...facts })).toBe(line);
});
