import type { TrackerEvent } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { SweepState, type ToldSweep } from '../../runs/sweep-state.js';
import { bestSoFar } from './best-so-far.js';
import { paramsOf } from './param-text.js';
import { rankingTable } from './ranking-table.js';
import { madeRunTags, sweepTags } from './run-tags.js';
import { sweepNote } from './summary.js';

/** Runs finish in the order in which they are listed. */
function sweepOf(
  goal: 'maximize' | 'minimize',
  runs: Record<string, number | undefined>,
  parameters: Record<string, number> = {},
): ToldSweep {
  const others = [{ metric: 'parameters', goal: 'minimize' }] as const;
  const sweep = new SweepState();
  const about = { sweep: 's' };
  const events: TrackerEvent[] = [
    {
      ...{ type: 'sweep-started', timeMs: 1, ...about, name: 's', experiment: 's', tags: {} },
      runs: Object.keys(runs),
      objective: { metric: 'val_loss', goal, ...(Object.keys(parameters).length > 0 && { others }) },
      differs: ['head.dropout'],
    },
  ];
  Object.entries(runs).forEach(([run, value], index) => {
    const params = { 'head.dropout': index / 10, seed: 1 };
    const at = (timeMs: number) => ({ timeMs: timeMs + 10 * index, ...about, run });
    events.push({ type: 'run-started', ...at(10), name: `run ${run}`, params, tags: {} });
    if (value !== undefined)
      events.push({
        type: 'metrics',
        ...at(11),
        step: 1,
        values: {
          val_loss: value,
          objective: value,
          test_loss: value + 1,
          ...(run in parameters && { parameters: parameters[run]! }),
        },
      });
    events.push({ type: 'run-ended', ...at(12), status: value === undefined ? 'failed' : 'finished' });
  });
  for (const event of events) sweep.apply(event);
  return sweep.told!;
}

describe('the best run so far', () => {
  it.each([
    ['minimize', [3, 1, 1], 'b'],
    ['maximize', [3, 3, 3], 'a'],
  ] as const)('follows a goal to %s', (goal, values, id) => {
    const { run, metrics } = bestSoFar(sweepOf(goal, { a: 3, b: 1, c: 2 }));
    expect(run?.id).toBe(id);
    expect(metrics).toEqual(
      values.flatMap((value, index) => {
        const at = { step: index + 1, timestamp: 12 + 10 * index };
        return [
          { key: 'sweep/best_val_loss', value, ...at },
          { key: 'final/val_loss', value, ...at },
          { key: 'objective', value, ...at },
          { key: 'sweep/best_test_loss', value: value + 1, ...at },
          { key: 'test/loss', value: value + 1, ...at },
        ];
      }),
    );
  });

  it('is none of the runs that an earlier set had, which keep their steps', () => {
    const sweep = sweepOf('minimize', { a: 1, b: 3, c: 2 });
    const started = { ...sweep.started, timeMs: 100, runs: ['b', 'c'] };
    sweep.apply(started);
    const { run, metrics } = bestSoFar(sweep);
    expect(run?.id).toBe('c');
    expect(metrics.filter(({ key }) => key === 'sweep/best_val_loss')).toEqual([
      { key: 'sweep/best_val_loss', value: 3, step: 2, timestamp: 100 },
      { key: 'sweep/best_val_loss', value: 2, step: 3, timestamp: 100 },
    ]);
    expect(rankingTable(sweep)).not.toContain('run a');
    expect(sweepNote(sweep, () => undefined)).toMatch(/^2 of 2 runs finished/);
  });

  it('keeps its points when a run is executed again and ends as before', () => {
    const sweep = sweepOf('minimize', { a: 3, b: 1, c: 2 });
    const { metrics } = bestSoFar(sweep);
    const about = { sweep: 's', run: 'a' };
    sweep.apply({ type: 'run-started', timeMs: 100, ...about, name: 'run a', params: {}, tags: {} });
    expect(bestSoFar(sweep).metrics).toEqual(metrics);
    sweep.apply({ type: 'run-ended', timeMs: 110, ...about, status: 'finished' });
    expect(bestSoFar(sweep).metrics).toEqual(metrics);
  });

  it('gets other points when the results of its run have changed, of which the latest count', () => {
    const sweep = sweepOf('minimize', { a: 3, b: 1, c: 2 });
    const last = () => bestSoFar(sweep).metrics.findLast(({ key }) => key === 'final/val_loss');
    expect(last()).toMatchObject({ value: 1, step: 3, timestamp: 32 });
    const about = { sweep: 's', run: 'b' };
    sweep.apply({ type: 'run-started', timeMs: 100, ...about, name: 'run b', params: {}, tags: {} });
    sweep.apply({ type: 'metrics', timeMs: 101, ...about, step: 1, values: { val_loss: 5, objective: 5 } });
    expect(bestSoFar(sweep).run?.id).toBe('c');
    sweep.apply({ type: 'run-ended', timeMs: 110, ...about, status: 'finished' });
    expect(last()).toMatchObject({ value: 2, step: 3, timestamp: 100 });
  });

  it('is the group with the best mean, once all of it has finished', () => {
    const sweep = sweepOf('minimize', { a: 1, b: 5, c: 2, d: 2 });
    for (const [index, id] of ['a', 'b', 'c', 'd'].entries()) {
      const name = index < 2 ? 'first' : 'second';
      sweep.run({ sweep: 's', run: id }).group = {
        id: name,
        name,
        size: 2,
        part: `fold=${index % 2}`,
        overlap: 1,
      };
    }
    const { run, metrics } = bestSoFar(sweep);
    expect(run?.id).toBe('c');
    expect(
      metrics.filter(({ key }) => key === 'sweep/best_val_loss').map(({ step, value }) => [step, value]),
    ).toEqual([
      [2, 3],
      [3, 3],
      [4, 2],
    ]);
    const { columns, data } = JSON.parse(rankingTable(sweep)) as { columns: string[]; data: unknown[][] };
    const column = (title: string) => data.map((row) => row[columns.indexOf(title)]);
    expect(column('group')).toEqual(['second', 'first']);
    expect(column('objective: val_loss')).toEqual([2, 3]);
    expect(column('may be the best')).toEqual([true, true]);
    expect(column('runs')).toEqual([2, 2]);
    expect(column('status')).toEqual(['finished', 'finished']);
    expect(sweepNote(sweep, () => undefined)).toContain('| 2 | first | 3 ± 2.8284 (95 %: ');
    expect(madeRunTags(sweep, sweep.runs[0]!)).toMatchObject({
      'thaw.group': 'first',
      'thaw.group.part': 'fold=0',
    });
    expect(paramsOf(sweep.runs[0]!)).toMatchObject({ group: 'first' });
  });

  it('is none where no run has finished', () => {
    const sweep = sweepOf('minimize', { a: undefined });
    expect(bestSoFar(sweep)).toEqual({ metrics: [] });
    expect(sweepTags(sweep, bestSoFar(sweep))).toEqual({ 'thaw.differs': 'head.dropout' });
  });

  it('gives its settings to the sweep', () => {
    const sweep = sweepOf('minimize', { a: 3, b: 1 });
    expect(sweepTags(sweep, bestSoFar(sweep))).toEqual({
      'thaw.differs': 'head.dropout',
      'thaw.best': 'run b',
      'thaw.best.run': 'b',
      'thaw.best.head.dropout': '0.1',
    });
  });
});

describe('the ranking', () => {
  it('lists the runs best first with the settings that differ', () => {
    expect(JSON.parse(rankingTable(sweepOf('minimize', { a: 3, b: undefined, c: 2 })))).toEqual({
      columns: [
        'rank',
        'run',
        'head\u2024dropout',
        'objective: val_loss',
        'final/val_loss',
        'test/loss',
        'status',
        'id',
      ],
      data: [
        [1, 'run c', 0.2, 2, 2, 3, 'finished', 'c'],
        [2, 'run a', 0, 3, 3, 4, 'finished', 'a'],
        [null, 'run b', 0.1, null, null, null, 'failed', 'b'],
      ],
    });
  });

  it('has fronts and a column for each of several objectives, and the note says so', () => {
    const sweep = sweepOf('minimize', { a: 3, b: 1, c: 4 }, { a: 100, b: 900, c: 200 });
    const { columns, data } = JSON.parse(rankingTable(sweep)) as { columns: string[]; data: unknown[][] };
    expect(columns.slice(3, 5)).toEqual(['objective: val_loss', 'objective: parameters']);
    expect(data.map((row) => [row[0], row[1], row[3], row[4]])).toEqual([
      [1, 'run b', 1, 900],
      [1, 'run a', 3, 100],
      [2, 'run c', 4, 200],
    ]);
    const note = sweepNote(sweep, () => undefined);
    expect(note).toContain('Ranked by Pareto fronts of `val_loss` (minimize) and `parameters` (minimize).');
    expect(note).toContain('| 2 | run c | 4 | 200 | finished |');
    expect(bestSoFar(sweep).run?.id).toBe('b');
  });
});
