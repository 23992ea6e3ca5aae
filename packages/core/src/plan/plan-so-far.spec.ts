import { expect, it } from 'vitest';
import { backbones } from '../spec/backbones.fixture.js';
import { planSoFar } from './plan-so-far.js';
import { planSweep } from './plan-sweep.js';
import { base, facts } from './small-run.fixture.js';

it('a plan so far stays as it is while runs are added', () => {
  const run = (id: string, dropout: number) => ({
    ...{ id, name: '', parameters: {} },
    config: { ...base, head: { ...base.head, dropout } },
  });
  const plan = planSweep({
    ...{ runs: [run('a', 0)], backbones, datasetOf: () => facts, weightsOf: () => 'imagenet' as const },
  });
  const soFar = planSoFar(plan);
  const before = structuredClone({ stages: soFar.stages, runs: soFar.runs });
  plan.add(run('b', 0.5));
  expect(plan.stages.length).toBeGreaterThan(soFar.stages.length);
  expect({ stages: soFar.stages, runs: soFar.runs }).toEqual(before);
  for (const stage of soFar.stages) expect(soFar.stage(stage.key)).toBe(stage);
  expect(plan.stages.filter(({ key }) => !soFar.stage(key)).length).toBeGreaterThan(0);
});
