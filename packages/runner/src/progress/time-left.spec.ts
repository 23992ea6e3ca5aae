import type { Progress } from '@thaw/core';
import { expect, it } from 'vitest';
import { progressLine } from '../progress/progress-line.js';
import { withTimeLeft } from './time-left.js';

const lines = (steps: readonly (readonly [ms: number, progress: Progress])[]): string[] => {
  const shown: string[] = [];
  let now = 0;
  const show = withTimeLeft(
    (progress) => shown.push(progressLine(progress)),
    () => now,
  );
  for (const [ms, progress] of steps) {
    now = ms;
    show(progress);
  }
  return shown;
};

it('tells what is left at the pace of this piece of work, once there is one', () => {
  const bytes = (label: string, done: number): Progress => ({ label, done, total: 100e6, unit: 'bytes' });
  expect(
    lines([
      [0, bytes('writing', 20e6)],
      [500, bytes('writing', 30e6)],
      [2000, bytes('writing', 40e6)],
      [8000, bytes('writing', 100e6)],
      [9000, bytes('checking', 0)],
      [19_000, bytes('checking', 10e6)],
    ]),
  ).toEqual([
    'writing  20.0 of 100.0 MB',
    'writing  30.0 of 100.0 MB',
    'writing  40.0 of 100.0 MB, 6 s left',
    'writing  100.0 of 100.0 MB',
    'checking  0.0 of 100.0 MB',
    'checking  10.0 of 100.0 MB, 1 min 30 s left',
  ]);
});

it('says nothing of work whose size is not known', () => {
  expect(
    lines([
      [0, { label: 'fetching', done: 0, unit: 'bytes' }],
      [5000, { label: 'fetching', done: 5e6, unit: 'bytes' }],
      [6000, { label: 'compiling' }],
    ]),
  ).toEqual(['fetching  0.0 MB', 'fetching  5.0 MB', 'compiling']);
});
