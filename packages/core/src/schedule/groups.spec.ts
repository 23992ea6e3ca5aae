import { describe, expect, it } from 'vitest';
import { listedSearch, type ParameterValues, type Search } from '../sweep/search.js';
import type { Run } from '../sweep/run.js';
import { searchedRuns } from './run-source.js';

const runsAt = ({ x }: ParameterValues): readonly Run[] =>
  [1, 2, 3].map((part) => ({
    id: `${x} ${part}`,
    name: '',
    parameters: { x: x! },
    config: {} as Run['config'],
  }));

/** A search of these points that remembers what it is told. */
function listening(...values: readonly number[]): Search & { readonly told: unknown[] } {
  const told: unknown[] = [];
  return {
    ...listedSearch(values.map((x) => ({ x }))),
    told,
    tell: ({ x }, value) => told.push([x, value]),
  };
}
const sourceOf = (search: Search, before: Readonly<Record<string, number>> = {}) =>
  searchedRuns({
    search,
    runsAt,
    objective: { metric: 'accuracy', goal: 'maximize' },
    endedBefore: ({ id }) =>
      id in before ? { status: 'finished', metrics: { accuracy: before[id]! } } : undefined,
  });
const proposed = (source: ReturnType<typeof sourceOf>) => {
  const ids: string[] = [];
  for (let run = source.next() as Run; run; run = source.next() as Run) ids.push(run.id);
  return ids;
};
const runOf = (id: string) => ({ id }) as Run;

describe('a search whose points come to several runs', () => {
  it('has all runs of a point before it is asked for the next', () => {
    const source = sourceOf(listening(1, 2));
    expect(source.coming().map(({ id }) => id)).toEqual(['1 1', '1 2', '1 3', '2 1', '2 2', '2 3']);
    expect((source.next() as Run).id).toBe('1 1');
    expect(source.coming().map(({ id }) => id)).toEqual(['1 2', '1 3', '2 1', '2 2', '2 3']);
    expect(proposed(source)).toEqual(['1 2', '1 3', '2 1', '2 2', '2 3']);
  });

  it('hears of a point once all its runs have ended, in whatever order: their mean', () => {
    const search = listening(1, 2);
    const source = sourceOf(search);
    proposed(source);
    const end = (id: string, accuracy: number) =>
      source.tell(runOf(id), { status: 'finished' }, { accuracy });
    end('1 2', 0.5);
    end('2 1', 0.9);
    end('1 1', 0.7);
    expect(search.told).toEqual([]);
    end('1 3', 0.6);
    expect(search.told).toEqual([[1, expect.closeTo(-0.6, 12)]]);
  });

  it('hears that a point came to nothing where one of its runs did', () => {
    const search = listening(1);
    const source = sourceOf(search);
    proposed(source);
    source.tell(runOf('1 1'), { status: 'failed', error: undefined }, {});
    source.tell(runOf('1 2'), { status: 'finished' }, { accuracy: 1 });
    source.tell(runOf('1 3'), { status: 'finished' }, { accuracy: 1 });
    expect(search.told).toEqual([[1, undefined]]);
  });

  it('counts runs that ended before, and proposes only the others', () => {
    const search = listening(1, 2);
    const source = sourceOf(search, { '1 1': 0.1, '1 2': 0.2, '1 3': 0.3, '2 2': 0.5 });
    expect(proposed(source)).toEqual(['2 1', '2 3']);
    expect(search.told).toEqual([[1, expect.closeTo(-0.2, 12)]]);
    for (const id of ['2 1', '2 3']) source.tell(runOf(id), { status: 'finished' }, { accuracy: 0.8 });
    expect(search.told).toHaveLength(2);
    expect(search.told[1]).toEqual([2, expect.closeTo(-0.7, 12)]);
  });
});
