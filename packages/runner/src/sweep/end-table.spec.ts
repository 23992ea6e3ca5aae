import { describe, expect, it } from 'vitest';
import type { GroupResult, RunResult } from '../api/results.js';
import { endTable } from './end-table.js';

const runs = Array.from({ length: 1200 }, (_, index): RunResult => ({
  ...{ id: `run${index}`, name: `rate=${index}`, index, rank: index + 1, status: 'finished' },
  ...{ parameters: { rate: index }, metrics: { val_loss: index } },
}));
const groupsOf = (size: number) =>
  runs
    .slice(0, 40)
    .map(
      ({ id, name, rank }): GroupResult =>
        ({ id, name, rank, size, runs: [id], status: 'finished' }) as unknown as GroupResult,
    );
const objective = { metric: 'val_loss', goal: 'minimize' } as const;
const table = (size: number, limit?: number) =>
  endTable({ swept: ['rate'], runs, groups: groupsOf(size), objective }, { limit })
    .join('\n')
    .split('\n');

describe('the table at the end of a sweep', () => {
  it('has the best of thousands of runs, and says how many there are', () => {
    const lines = table(1);
    expect(lines).toHaveLength(1 + 30 + 1);
    expect(lines[1]).toContain('run0 ');
    expect(lines.at(-1)).toBe('30 of 1,200 runs; --limit 0 shows all');
  });

  it('has as many as are asked for, and all of them for 0', () => {
    expect(table(1, 2).at(-1)).toBe('2 of 1,200 runs; --limit 0 shows all');
    expect(table(1, 0)).toHaveLength(1 + 1200);
  });

  it('counts groups where configurations are done several times', () => {
    expect(table(5).at(-1)).toBe('30 of 40 groups; --limit 0 shows all');
    expect(table(5, 40)).toHaveLength(1 + 40);
  });
});
