import { describe, expect, it } from 'vitest';
import { listedSearch, type ParameterValues, type Search } from '../sweep/search.js';
import type { Run } from '../sweep/run.js';
import { searchedRuns, type Stopping } from './run-source.js';

const runsAt = ({ x }: ParameterValues): readonly Run[] =>
  [1, 2, 3].map((part) => ({
    id: `${x} ${part}`,
    name: '',
    parameters: { x: x! },
    config: { phases: [{ name: 'head', epochs: 4 }] } as unknown as Run['config'],
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
const sourceOf = (search: Search, before: Readonly<Record<string, number>> = {}, stopping?: Stopping) =>
  searchedRuns({
    ...{ search, stopping },
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

describe('a search whose groups may be stopped', () => {
  /** Of epochs whose loss is more than 1 the rule stops all, and lets on whom it is told to. */
  function opened(search: Search, before?: Readonly<Record<string, number>>) {
    const promoted: string[] = [];
    const judged: unknown[] = [];
    const stopping: Stopping = {
      rule: {
        judge(run, { step, value, before, parts, trained }) {
          judged.push([run, step, value, before, parts, trained]);
          return value! > -0.5 ? 'stop' : 'go-on';
        },
        next: () => promoted.shift(),
      },
    };
    const source = sourceOf(search, before, stopping);
    const next = () => {
      const run = source.next();
      return typeof run === 'object' ? run.id : run;
    };
    const judge = (id: string, step: number, accuracy: number) => {
      const [run] = [runsAt({ x: Number(id[0]) })[Number(id[2]) - 1]!];
      const epoch = { step, epoch: step, phase: 'head', isLast: step === 4, trained: `${id}:${step}` };
      return source.judge!(run, { ...epoch, metrics: { accuracy } });
    };
    const end = (id: string, accuracy: number) =>
      source.tell(runOf(id), { status: 'finished' }, { accuracy });
    const stop = (id: string) => source.tell(runOf(id), { status: 'stopped' }, { accuracy: 0.1 });
    return { source, judged, promoted, next, judge, end, stop };
  }

  it('has a run of a group once the one before it has come to a value, and others meanwhile', () => {
    const search = listening(1, 2);
    const { next, end, source } = opened(search);
    expect([next(), next(), next()]).toEqual(['1 1', '2 1', 'wait']);
    expect(source.coming().map(({ id }) => id)).toEqual(['1 2', '1 3', '2 2', '2 3']);
    end('2 1', 0.9);
    expect([next(), next()]).toEqual(['2 2', 'wait']);
    source.tell(runOf('1 1'), { status: 'failed', error: undefined }, {});
    expect(search.told).toEqual([[1, undefined]]);
    end('2 2', 0.9);
    expect([next(), next()]).toEqual(['2 3', 'wait']);
    end('2 3', 0.6);
    expect(next()).toBeUndefined();
    expect(search.told[1]).toEqual([2, expect.closeTo(-0.8, 12)]);
    expect(source.coming()).toEqual([]);
  });

  it('begins none after one that was stopped, until that goes on', () => {
    const told: unknown[] = [];
    const search = { ...listening(1, 2), tell: (...args: unknown[]) => told.push(args.slice(1)) };
    const { next, judge, end, stop, promoted, judged, source } = opened(search);
    expect(next()).toBe('1 1');
    expect(judge('1 1', 4, 0.7)).toBe('go-on');
    end('1 1', 0.8);
    expect(next()).toBe('1 2');
    expect(judge('1 2', 2, 0.4)).toBe('stop');
    // Judged with what the first came to, and told by their mean: two of its epochs after the four of the first.
    expect(judged[1]).toEqual(['1 2', 2, -0.4, [-0.8], 3, '1 1 1 2:2']);
    stop('1 2');
    expect(told).toEqual([[undefined, { step: 6, value: expect.closeTo(-0.6, 12) }]]);
    expect(source.coming().map(({ id }) => id)).toEqual(['2 1', '2 2', '2 3']);
    expect(next()).toBe('2 1');
    promoted.push('1 2');
    expect([next(), next()]).toEqual(['1 2', 'wait']);
    expect(source.coming().map(({ id }) => id)).toEqual(['2 2', '2 3', '1 3']);
    end('1 2', 0.6);
    expect(next()).toBe('1 3');
    end('1 3', 0.4);
    expect(told.slice(1)).toEqual([[expect.closeTo(-0.6, 12)]]);
  });

  it('goes on after runs that ended before, and not where one of them was stopped', () => {
    const search = listening(1, 2);
    expect(opened(search, { '1 1': 0.5 }).next()).toBe('1 2');
    const before = new Map([['1 1', 'stopped']]);
    const source = searchedRuns({
      ...{ search: listening(1), runsAt, objective: { metric: 'accuracy', goal: 'maximize' } },
      stopping: { rule: { judge: () => 'go-on' } },
      endedBefore: ({ id }) => (before.has(id) ? { status: 'stopped', metrics: { accuracy: 1 } } : undefined),
    });
    expect(source.next()).toBeUndefined();
  });
});
