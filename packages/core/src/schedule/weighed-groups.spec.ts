import { describe, expect, it } from 'vitest';
import { planSweep } from '../plan/plan-sweep.js';
import { base, extract, facts, fineTune } from '../plan/small-run.fixture.js';
import type { Stage } from '../plan/stage.js';
import { backbones } from '../spec/backbones.fixture.js';
import type { RunConfig } from '../spec/run-config.js';
import { searchMethod } from '../sweep/methods/search-methods.js';
import type { Run } from '../sweep/run.js';
import type { ParameterValues } from '../sweep/search.js';
import { searchSpace } from '../sweep/search-space.js';
import { Budget } from './budget.js';
import { followEpochs, Kept } from './follow-epochs.fixture.js';
import { searchedRuns } from './run-source.js';
import { stopMethods } from './stopping/stop-methods.js';

const folds = 2;
const idOf = ({ size, rate }: ParameterValues) => `${String(size)}:${Number(rate).toPrecision(3)}`;

/** A run of each fold, which share features. */
const runsAt = (point: ParameterValues): readonly Run[] =>
  Array.from({ length: folds }, (_, index) => ({
    id: `${idOf(point)}/${index + 1}`,
    name: '',
    parameters: point,
    group: { id: idOf(point), name: '', size: folds, part: `fold=${index + 1}`, overlap: 0 },
    config: {
      ...base,
      data: {
        ...base.data,
        split: { ...base.data.split, validation: 0.5, fold: { number: index + 1, of: folds } },
      },
      backbone: { ...base.backbone, name: String(point['network']), imageSize: Number(point['size']) },
      phases: [
        { ...extract, epochs: 2 },
        { ...fineTune, learningRate: Number(point['rate']), epochs: 4 },
      ],
    },
  }));

/** The larger images are better; worse the further the rate is from 1e-4. */
const lossOf = ({ backbone, data, phases }: RunConfig, step: number): number => {
  const off = Math.abs(Math.log10(phases[1]!.learningRate) + 4);
  return data.split.fold!.number / 5 + 32 / backbone.imageSize + 1 / step + (step > 2 ? off * (step - 2) : 0);
};
const imageSizes = [32, 64, 96, 128];
/** A pass of larger images takes longer, and longer than any training. */
const secondsOf = (stage: Stage): number =>
  stage.kind === 'features'
    ? stage.backbone.imageSize ** 2 / 40
    : { dataset: 1, train: 20, evaluate: 1 }[stage.kind];

const space = searchSpace(
  [
    { paths: ['network'], space: { kind: 'choice', values: ['tiny', 'small'] }, when: [] },
    { paths: ['size'], space: { kind: 'choice', values: imageSizes }, when: [] },
    { paths: ['rate'], space: { kind: 'logUniform', low: 1e-7, high: 1e-1 }, when: [] },
  ],
  // As a screening leaves it that has not kept this one.
  { exclude: [{ network: 'small' }] },
);
const known = { point: { network: 'tiny', size: 64, rate: 1e-3 }, value: 2 };

interface FollowOptions {
  readonly cost?: 'aware' | 'blind';
  readonly hours?: number;
  readonly until?: number;
}

function follow(kept = new Kept(), { cost = 'aware', hours = 0.45, until }: FollowOptions = {}) {
  const plan = planSweep({ runs: [], backbones, datasetOf: () => facts, weightsOf: () => 'imagenet' });
  const search = searchMethod('tpe').create(space, { runs: 60, startup: 8, cost }, 3, [known]);
  for (const point of search.certain()) for (const run of runsAt(point)) plan.add(run);
  const rule = stopMethods.median.create({ after: 1, startup: 4 });
  const budget = new Budget({ hours }, 'minimize', kept.spent);
  const source = searchedRuns({
    ...{ search, runsAt, budget, objective: { metric: 'val_loss', goal: 'minimize' } },
    stopping: { rule, phase: 'fine-tune' },
  });
  const limit = until === undefined ? {} : { until };
  return { ...followEpochs({ plan, source, kept, lossOf, budget, secondsOf, ...limit }), budget };
}

/** Of each configuration, in order, how its runs ended last. */
function groupsOf(ends: readonly string[]): readonly (readonly string[])[] {
  const last = new Map(ends.map((end) => end.split(' ') as [string, string]));
  const groups = new Map<string, string[]>();
  for (const [run, status] of last) {
    const [group] = run.split('/') as [string];
    groups.set(group, [...(groups.get(group) ?? []), status]);
  }
  return [...groups.values()];
}

describe('a search that weighs folds, knows a point, is stopped and has a budget', () => {
  const alone = follow();

  it('begins whole configurations, none that is known or left out, and ends by its hours', () => {
    expect(alone.budget.end).toBe('hours');
    expect(alone.ends.some((end) => end.startsWith(idOf(known.point)))).toBe(false);
    const groups = groupsOf(alone.ends);
    const isWhole = (statuses: readonly string[]) =>
      statuses.at(-1) === 'stopped' || statuses.length === folds;
    expect(groups.every(isWhole)).toBe(true);
    expect(groups.some((statuses) => statuses.includes('stopped'))).toBe(true);
  });

  it('comes to more of them than one that is blind, in the same hours', () => {
    const hours = 0.3;
    const [aware, blind] = (['aware', 'blind'] as const).map(
      (cost) => groupsOf(follow(new Kept(), { cost, hours }).ends).length,
    );
    expect(aware).toBeGreaterThan(blind!);
  });

  it.each([7, 40, 100])('killed after %d epochs comes as far as it would have come', (until) => {
    const kept = new Kept();
    const killed = follow(kept, { until });
    expect(killed.isKilled).toBe(true);
    expect(alone.ends.slice(0, killed.ends.length)).toEqual(killed.ends);
    expect(follow(kept).ends.slice(0, alone.ends.length)).toEqual(alone.ends);
  });

  it('chooses by what it weighed before, and not by what its choices cost by then', () => {
    const kept = new Kept();
    follow(kept, { until: 100 });
    expect(follow(kept.withoutWeighed()).ends.slice(0, alone.ends.length)).not.toEqual(alone.ends);
  });

  it('executed again begins nothing new', () => {
    const kept = new Kept();
    follow(kept);
    const again = follow(kept);
    expect([again.ends, again.trained]).toEqual([alone.ends, 0]);
  });
});
