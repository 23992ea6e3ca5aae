import { expect, it } from 'vitest';
import { planSweep } from '../plan/plan-sweep.js';
import { base, extract, facts, fineTune } from '../plan/small-run.fixture.js';
import { backbones } from '../spec/backbones.fixture.js';
import type { Run } from '../sweep/run.js';
import { marginalSeconds, missingBeside, secondsTogether } from './marginal-seconds.js';

const runOf = (id: string, epochs: number, imageSize = 32): Run => ({
  ...{ id, name: '', parameters: {} },
  config: {
    ...base,
    backbone: { ...base.backbone, imageSize },
    phases: [extract, { ...fineTune, epochs }],
  },
});

it('a run that is planned aside costs what nobody stores and no run that is to come needs', () => {
  const inputs = { backbones, datasetOf: () => facts, weightsOf: () => 'imagenet' };
  const plan = planSweep({ ...inputs, runs: [runOf('short', 2), runOf('large', 2, 64)] });
  const [short] = plan.runs;
  const kindsFor = (run: Run, remaining: typeof plan.runs) => {
    const aside = plan.beside();
    const planned = aside.add(run);
    const isMissing = missingBeside(aside, plan, remaining);
    const kinds = planned.stages.filter(isMissing).map((key) => aside.stage(key)!.kind);
    return [kinds, marginalSeconds(planned, aside, isMissing, () => 10)];
  };
  expect(kindsFor(runOf('same', 2), [short!])).toEqual([[], undefined]);
  // The trajectory goes on for longer than it is to go.
  expect(kindsFor(runOf('long', 3), [short!])).toEqual([['train', 'evaluate'], 20]);
  expect(kindsFor(runOf('other', 2, 96), [short!])[0]).toContain('features');
  // Nothing of a run that failed is to come, though the plan has it.
  expect(kindsFor(runOf('same', 2), [])[0]).toContain('features');
  expect(kindsFor(runOf('again', 3, 64), [short!])[0]).toContain('features');
});

it('runs that are planned together cost what any of them lacks, each stage once, though the first is all there', () => {
  const plan = planSweep({ backbones, datasetOf: () => facts, weightsOf: () => 'imagenet', runs: [] });
  const [first] = [runOf('first', 2), runOf('longer', 3), runOf('large', 2, 64)].map((run) => plan.add(run));
  const isMissing = (key: string) => !first!.stages.includes(key);
  const kinds = plan.stages.filter(({ key }) => isMissing(key)).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'evaluate')).toHaveLength(2);
  expect(secondsTogether(plan, isMissing, () => 10)).toBe(10 * kinds.length);
});
