import { expect, it } from 'vitest';
import type { SweepEvent } from '../events/sweep-event.js';
import { RunLines } from './run-lines.js';

const sweep: SweepEvent = {
  ...{ type: 'sweep-started', sweep: 's', name: 's', runs: 3, stages: 9, cached: 0, work: 1 },
};
const begun = (index: number): SweepEvent => ({
  ...{ type: 'run-started', run: `r${index}`, name: `x=${index}`, index },
});
const over = (index: number): SweepEvent => ({
  ...{ type: 'run-ended', run: `r${index}`, name: 'x', index, status: 'finished', metrics: {} },
});
const stage = (index: number): SweepEvent => ({
  ...{ type: 'stage-started', run: `r${index}`, kind: 'train', key: `t${index}`, label: 'training', work: 1 },
});
const steps = (index: number, done: number): SweepEvent => ({
  ...{ type: 'progress', stage: `t${index}`, label: 'epoch 1', done, total: 9, unit: 'steps' },
});

function linesAfter(...events: readonly SweepEvent[]): readonly string[] {
  const shown = new RunLines();
  [sweep, ...events].forEach((event) => shown.add(event));
  return shown.lines;
}

it('shows a run by itself in lines of its own, until the next one', () => {
  const first = [begun(0), stage(0), steps(0, 3)];
  expect(linesAfter(...first)).toEqual(['run 1/3  x=0', 'epoch 1  3 of 9 steps']);
  expect(linesAfter(...first, over(0))).toEqual(['run 1/3  x=0', 'epoch 1  3 of 9 steps']);
  expect(linesAfter(...first, over(0), begun(1))).toEqual(['run 2/3  x=1']);
});

it('shows several in a line each, and what becomes of each stage in that of its run', () => {
  const both = [begun(0), begun(1), stage(0), stage(1), steps(1, 5), steps(0, 3)];
  expect(linesAfter(...both)).toEqual([
    'run 1/3  x=0  epoch 1  3 of 9 steps',
    'run 2/3  x=1  epoch 1  5 of 9 steps',
  ]);
  expect(linesAfter(...both, over(0))).toEqual(['run 2/3  x=1', 'epoch 1  5 of 9 steps']);
});

it('shows a line for each worker where there are several, whatever runs are under way', () => {
  const taken = (index: number, worker: string): SweepEvent => ({
    ...{ type: 'stage-taken', run: `r${index}`, key: `t${index}`, worker },
  });
  const ended = (index: number): SweepEvent => ({
    ...{ type: 'stage-ended', run: `r${index}`, kind: 'train', key: `t${index}`, status: 'computed' },
    ...{ seconds: 1, work: 1 },
  });
  const epoch: SweepEvent = {
    ...{ type: 'epoch', run: 'r1', stage: 't1', phase: 'head', epoch: 1, epochs: 2 },
    ...{ step: 1, metrics: { loss: 0.5 }, seconds: 1, timeMs: 0 },
  };
  const begunAll = [
    begun(0),
    begun(1),
    begun(2),
    stage(0),
    stage(1),
    taken(0, 'worker 10'),
    taken(1, 'worker 2'),
  ];
  expect(linesAfter(...begunAll, steps(0, 3), epoch)).toEqual([
    'worker 2  run 2/3  x=1  head 1/2  loss 0.5000  training',
    'worker 10  run 1/3  x=0  epoch 1  3 of 9 steps',
  ]);
  // It is told of the end of a stage late, when another has the worker.
  const next = [...begunAll, stage(2), taken(2, 'worker 2'), ended(1)];
  expect(linesAfter(...next)[0]).toBe('worker 2  run 3/3  x=2  training');
  expect(linesAfter(...next, ended(2))[0]).toBe('worker 2  –');
});

it("shows work that is nobody's", () => {
  expect(linesAfter({ type: 'progress', label: 'hashing', done: 1, total: 2, unit: 'images' })).toEqual([
    'hashing  1 of 2 images',
  ]);
});

it('counts the runs that a search may yet propose', () => {
  const learning = { ...sweep, runsToCome: 9 } as SweepEvent;
  expect(linesAfter(learning, begun(3))).toEqual(['run 4/12  x=3']);
});
