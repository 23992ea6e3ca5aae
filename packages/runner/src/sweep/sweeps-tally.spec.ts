import { expect, it } from 'vitest';
import type { SweepEvent } from '../events/sweep-event.js';
import { SweepsTally, totalOfSweeps } from './sweeps-tally.js';

const run = (id: string): SweepEvent => ({
  ...{ type: 'run-ended', run: id, name: id, index: 0, status: 'finished', metrics: {} },
});
const end = (status: 'finished' | 'failed', computed: number, reused: number): SweepEvent => ({
  ...{ type: 'sweep-ended', status, computed, reused, seconds: 30 },
  runs: { finished: 1, failed: 0, interrupted: 0, stopped: 0 },
});

it('What several sweeps come to counts a run once that several have', () => {
  const tally = new SweepsTally();
  for (const event of [
    run('a'),
    run('b'),
    run('b'),
    end('finished', 8, 0),
    run('b'),
    run('c'),
    end('failed', 2, 5),
  ])
    tally.add(event);
  const total = tally.total(4, 1);
  expect(total).toEqual({
    ...{ specs: 4, runs: 3, sharedRuns: 1, computed: 10, reused: 5, seconds: 60 },
    outcomes: { finished: 1, failed: 1, interrupted: 0, refused: 1 },
  });
  expect(totalOfSweeps(total)).toBe(
    'in all 4 specs: 1 finished, 1 failed, 1 refused; 3 runs (1 in several specs, done once); 10 stages computed, 5 reused; 1 min 00 s',
  );
  expect(totalOfSweeps(new SweepsTally().total(2, 0))).toContain('none run');
});
