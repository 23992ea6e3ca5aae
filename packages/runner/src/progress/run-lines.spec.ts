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

it("shows work that is nobody's", () => {
  expect(linesAfter({ type: 'progress', label: 'hashing', done: 1, total: 2, unit: 'images' })).toEqual([
    'hashing  1 of 2 images',
  ]);
});

it('counts the runs that a search may yet propose', () => {
  const learning = { ...sweep, runsToCome: 9 } as SweepEvent;
  expect(linesAfter(learning, begun(3))).toEqual(['run 4/12  x=3']);
});
