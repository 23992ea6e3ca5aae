import type { RunRecord } from '@thaw/tracker';
import { describe, expect, it } from 'vitest';
import { findRun, findRunOrGroup, type JournaledRun } from './journaled-runs.js';

const run = (id: string, sweep: string, status: RunRecord['status'], startedMs: number): JournaledRun => ({
  record: { id, name: id, status } as RunRecord,
  sweep: { id: sweep, name: sweep, experiment: sweep },
  ...{ config: undefined, startedMs },
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

describe('a group by how its id begins', () => {
  const inGroup = (each: JournaledRun, id: string): JournaledRun => ({
    ...each,
    record: { ...each.record, group: { id, name: id, size: 2, part: each.record.id, overlap: 0 } },
  });
  const grouped = [
    ...runs.map((each) => inGroup(each, each.record.id === 'aa11' ? 'c111' : 'c222')),
    inGroup(run('ac33', 'second', 'finished', 3), 'c111'),
  ];

  it('is its runs, each as it is found by itself', () => {
    const found = findRunOrGroup(grouped, 'C1') as readonly JournaledRun[];
    expect(found.map(({ record, sweep }) => [record.id, sweep.id])).toEqual([
      ['aa11', 'second'],
      ['ac33', 'second'],
    ]);
  });

  it('is a run where no group is called so', () => {
    expect(findRunOrGroup(grouped, 'ab')).toMatchObject({ record: { id: 'ab22' } });
    expect(() => findRunOrGroup(grouped, 'ff')).toThrow('the store has no run ff');
  });

  it('is refused where it is not one', () => {
    expect(() => findRunOrGroup(grouped, 'c')).toThrow('several runs have ids that begin with c');
    const alike = [...grouped, run('c1ff', 'second', 'finished', 4)];
    expect(() => findRunOrGroup(alike, 'c1')).toThrow('several runs have ids that begin with c1');
  });
});
