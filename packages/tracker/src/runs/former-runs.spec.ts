import { expect, it } from 'vitest';
import { FormerRuns } from './former-runs.js';

const known = ['a', 'b', 'late'];
const formerAmong = (runs: FormerRuns) => known.filter((run) => runs.has(run));

it('has none while a sweep is started with the same runs, and what its search proposes besides belongs to it', () => {
  const runs = new FormerRuns();
  runs.start(['a', 'b'], []);
  runs.join('late');
  runs.start(['b', 'a'], known);
  expect(formerAmong(runs)).toEqual([]);
});

it('has those that another set does not name, with what was proposed besides, until they come again', () => {
  const runs = new FormerRuns();
  runs.start(['a', 'b'], []);
  runs.start(['b', 'c'], known);
  expect(formerAmong(runs)).toEqual(['a', 'late']);
  runs.join('late');
  expect(formerAmong(runs)).toEqual(['a']);
  runs.start(['a', 'b'], known);
  expect(formerAmong(runs)).toEqual(['late']);
});
