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

it('has a column for each of several objectives, counts in full, and leaves none of them out for want of room', () => {
  const run = (id: string, rank: number, val_loss: number, parameters: number): RunResult =>
    ({
      ...{ id, rank, name: id, index: 0, status: 'finished', parameters: { 'head.dropout': rank } },
      metrics: { val_loss, val_accuracy: 0.5, parameters },
    }) as unknown as RunResult;
  const others = [{ metric: 'parameters', goal: 'minimize' }] as const;
  const table = (width?: number) =>
    rankingTable(
      {
        swept: ['head.dropout'],
        objective: { metric: 'val_loss', goal: 'minimize', others },
        runs: [run('a', 1, 0.5, 20_873_774), run('b', 1, 0.7, 2_260_000)],
      },
      width,
    ).split('\n');
  expect(table()[0]!.trim().split(/\s+/)).toEqual([
    ...['rank', 'run', 'head.dropout', 'parameters', 'val_loss', 'val_accuracy'],
  ]);
  expect(table()[1]!.trim().split(/\s+/)).toEqual(['1', 'a', '1', '20,873,774', '0.5000', '0.5000']);
  expect(table(35)[0]!.trim().split(/\s+/)).toEqual(['rank', 'run', 'parameters', 'val_loss']);
});
