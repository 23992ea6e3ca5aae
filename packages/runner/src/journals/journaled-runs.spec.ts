import type { RunRecord } from '@thaw/tracker';
import { describe, expect, it } from 'vitest';
import { findRun, type JournaledRun } from './journaled-runs.js';

const run = (id: string, sweep: string, status: RunRecord['status'], startedMs: number): JournaledRun => ({
  record: { id, name: id, status } as RunRecord,
  sweep: { id: sweep, name: sweep, experiment: sweep },
  startedMs,
});
const runs = [
  run('aa11', 'first', 'finished', 1),
  run('aa11', 'second', 'finished', 2),
  run('aa11', 'third', 'failed', 3),
  run('ab22', 'first', 'failed', 1),
  run('ab22', 'second', 'interrupted', 2),
];
const sweepOf = (wanted: string) => findRun(runs, wanted).sweep.id;

describe('a run by how its id begins', () => {
  it('is taken from the latest sweep in which it finished', () => {
    expect(sweepOf('aa')).toBe('second');
    expect(sweepOf('AA11')).toBe('second');
  });

  it('is taken from the latest sweep where it finished in none', () => {
    expect(sweepOf('ab22')).toBe('second');
  });

  it('is refused where it is not one', () => {
    expect(() => findRun(runs, 'a')).toThrow('several runs have ids that begin with a');
    expect(() => findRun(runs, 'ff')).toThrow('the store has no run ff');
  });
});
