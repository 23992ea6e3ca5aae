import { expect, it } from 'vitest';
import type { RunResult } from '../api/results.js';
import { rankingTable } from './ranking.js';

it('heads the column of a sweep over whole phases, or one whole phase, by what it is', () => {
  const parameters = { phases: [], 'phases.extract': {}, head: {} };
  const run = {
    id: 'r1',
    name: '',
    index: 0,
    status: 'finished',
    rank: 1,
    metrics: { val_loss: 1 },
    parameters,
  };
  const [header] = rankingTable({
    swept: Object.keys(parameters),
    objective: { metric: 'val_loss', goal: 'minimize' },
    runs: [run as unknown as RunResult],
  }).split('\n');
  expect(header!.split(/\s+/)).toEqual(['rank', 'run', 'phases', 'phases.extract', 'head', 'val_loss']);
});
