import { expect, it } from 'vitest';
import { night } from '../nights/night.fixture.js';
import { reportNights } from './report-nights.js';

it('a report on sweeps has all nights of the specs that came to one of them, in their order', () => {
  const history = [
    night(3, 0.9, { sweep: 'new' }),
    night(1, 0.9, { sweep: 'old' }),
    night(2, 0.9, { outcome: 'skipped' }),
    night(3, 0.9, { sweep: 'birds', spec: 'birds.yaml' }),
  ];
  const nights = reportNights(history, new Set(['new']));
  expect(
    nights.map(({ spec, standings }) => [spec, standings.map((each) => each.night.dueAt.slice(8, 10))]),
  ).toEqual([['experiments/flowers.yaml', ['01', '02', '03']]]);
  expect(reportNights(history, new Set(['new', 'birds']))).toHaveLength(2);
  expect(reportNights(history, new Set())).toEqual([]);
});
