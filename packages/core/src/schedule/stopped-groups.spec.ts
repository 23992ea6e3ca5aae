import { describe, expect, it } from 'vitest';
import { planSweep } from '../plan/plan-sweep.js';
import { base, extract, facts, fineTune } from '../plan/small-run.fixture.js';
import { backbones } from '../spec/backbones.fixture.js';
import type { RunConfig } from '../spec/run-config.js';
import { searchMethod } from '../sweep/methods/search-methods.js';
import type { Run } from '../sweep/run.js';
import type { ParameterValues } from '../sweep/search.js';
import { searchSpace } from '../sweep/search-space.js';
import { followEpochs, Kept } from './follow-epochs.fixture.js';
import { searchedRuns } from './run-source.js';
import { stopMethods, type StopMethodName } from './stopping/stop-methods.js';

const folds = 3;

/** A run of each fold, which share a head that no other fold has. */
const runsAt = ({ rate }: ParameterValues): readonly Run[] =>
  Array.from({ length: folds }, (_, index) => ({
    id: `${Number(rate).toPrecision(3)}/${index + 1}`,
    name: '',
    parameters: {},
    config: {
      ...base,
      data: {
        ...base.data,
        split: { ...base.data.split, validation: 1 / folds, fold: { number: index + 1, of: folds } },
      },
      phases: [
        { ...extract, epochs: 2 },
        { ...fineTune, learningRate: Number(rate), epochs: 4 },
      ],
    },
  }));
/** Worse the further the rate is from 1e-4, by more in some folds than in others; the second fold is the hardest of all. */
const lossOf = ({ data, phases }: RunConfig, step: number): number => {
  const off = Math.abs(Math.log10(phases[1]!.learningRate) + 4);
  const fold = data.split.fold!.number;
  const hardness = [0.5, 2, 0][fold - 1]! + 0.3 * Math.sin(7 * fold * off);
  return hardness + 1 / step + (step > 2 ? off * (1 - 1 / (step - 1)) : 0);
};
const space = searchSpace([
  { paths: ['rate'], space: { kind: 'logUniform', low: 1e-7, high: 1e-1 }, when: [] },
]);

function follow(name: StopMethodName | undefined, kept = new Kept(), until?: number) {
  const plan = planSweep({ runs: [], backbones, datasetOf: () => facts, weightsOf: () => 'imagenet' });
  const search = searchMethod('tpe').create(space, { runs: 14, startup: 6 }, 3);
  for (const point of search.certain()) for (const run of runsAt(point)) plan.add(run);
  const rule = name && stopMethods[name].create({ after: 1, startup: 4, factor: 3, chance: 0.05 });
  const source = searchedRuns({
    ...{ search, runsAt, objective: { metric: 'val_loss', goal: 'minimize' } },
    stopping: rule && { rule, phase: 'fine-tune' },
  });
  return followEpochs({ plan, source, kept, lossOf, ...(until !== undefined && { until }) });
}

/** By groups, how their runs ended last. */
function groupsOf(ends: readonly string[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const groups = new Map<string, Map<string, string>>();
  for (const [run, status] of ends.map((end) => end.split(' '))) {
    const [group, part] = run!.split('/') as [string, string];
    groups.set(group, (groups.get(group) ?? new Map<string, string>()).set(part, status!));
  }
  return groups;
}

describe.each(['median', 'successiveHalving', 'curve'] as const)('a sweep of folds that %s stops', (name) => {
  const alone = follow(name);

  it('trains less, and begins nothing of a group that it has stopped', () => {
    expect(alone.trained).toBeLessThan(follow(undefined).trained);
    const groups = [...groupsOf(alone.ends).values()].map((parts) => [...parts.values()]);
    expect(groups).toHaveLength(14);
    for (const statuses of groups) {
      const isWhole = statuses.length === folds && statuses.every((status) => status === 'finished');
      // One is stopped, after others that had come to a value.
      expect(isWhole || statuses.indexOf('stopped') === statuses.length - 1).toBe(true);
    }
    const whole = groups.filter((statuses) => !statuses.includes('stopped'));
    expect(whole.length).toBeGreaterThan(0);
    expect(whole.length).toBeLessThan(14);
  });

  it('killed after any number of its epochs goes on as it would have gone on, and trains none of them twice', () => {
    for (let until = 1; until < alone.trained; until += 11) {
      const kept = new Kept();
      const killed = follow(name, kept, until);
      expect(killed.isKilled).toBe(true);
      expect(alone.ends.slice(0, killed.ends.length)).toEqual(killed.ends);
      const after = follow(name, kept);
      expect(after.ends).toEqual(alone.ends);
      expect(killed.trained + after.trained).toBe(alone.trained);
    }
  });

  it('executed again decides the same, and trains nothing', () => {
    const kept = new Kept();
    follow(name, kept);
    expect(follow(name, kept)).toEqual({ ends: alone.ends, trained: 0, isKilled: false });
  });
});

it('a group that is let on has its next runs too', () => {
  const { ends } = follow('successiveHalving');
  const promoted = ends.filter((end, index) =>
    ends.slice(0, index).some((before) => before.startsWith(`${end.split(' ')[0]} stopped`)),
  );
  expect(promoted.length).toBeGreaterThan(0);
  // Epochs of fine-tuning are counted through: after 1, 3, then 9, the first of the third fold.
  expect(
    new Set(ends.filter((end) => end.includes('stopped')).map((end) => end.slice(end.indexOf('/') + 1))),
  ).toEqual(new Set(['1 stopped at 3', '1 stopped at 5']));
});
