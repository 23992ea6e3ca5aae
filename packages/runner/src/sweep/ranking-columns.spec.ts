import type { LoadedSpec } from '@thaw/core';
import { expect, it } from 'vitest';
import { rankingTable } from './ranking.js';

it('heads the column of a sweep over whole phases, or one whole phase, by what it is', () => {
  const runs = [{ id: 'r1', name: '', parameters: { phases: [], 'phases.extract': {}, head: {} } }];
  const loaded = { runs, objective: { metric: 'val_loss', goal: 'minimize' } } as unknown as LoadedSpec;
  const ended = {
    ...{ type: 'run-ended', run: 'r1', name: '', status: 'finished' },
    ...{ metrics: { val_loss: 1 }, seconds: 1 },
  };
  const [header] = rankingTable(loaded, [
    ended as unknown as Parameters<typeof rankingTable>[1][number],
  ]).split('\n');
  expect(header!.split(/\s+/)).toEqual(['rank', 'run', 'phases', 'phases.extract', 'head', 'val_loss']);
});
