import { describe, expect, it } from 'vitest';
import { planSweep } from '../plan/plan-sweep.js';
import { base, extract, facts } from '../plan/small-run.fixture.js';
import { backbones } from '../spec/backbones.fixture.js';
import { listedSearch } from '../sweep/search.js';
import { carryOut as carryOutPlan, computed, type CarryOutOptions } from './carry-out.fixture.js';
import { searchedRuns } from './run-source.js';

describe('features that several datasets want', () => {
  /** Each run has a dataset of its own. */
  const sweep = () =>
    planSweep({
      runs: ['/a', '/b', '/c'].map((root, index) => ({
        id: `run${index}`,
        name: '',
        parameters: {},
        config: { ...base, phases: [extract], data: { ...base.data, root } },
      })),
      backbones,
      datasetOf: ({ root }) => ({ ...facts, indexHash: root, imagesHash: root }),
      weightsOf: () => 'imagenet',
    });

  const carryOut = (plan: ReturnType<typeof sweep>, options: Partial<CarryOutOptions> = {}) => {
    const runs = plan.runs.map(({ run }) => run);
    const source = searchedRuns({
      search: listedSearch(runs.map(({ id }) => ({ id }))),
      runsAt: ({ id }) => runs.filter((run) => run.id === id),
      objective: { metric: 'val_loss', goal: 'minimize' },
    });
    return carryOutPlan(plan, { source, ...options });
  };

  it('are computed once all of these are indexed, in the turn of the first run', () => {
    const { told, begun } = carryOut(sweep());
    expect(begun).toEqual([
      ...['run0 dataset', 'run0 dataset', 'run0 dataset', 'run0 features', 'run0 train', 'run0 evaluate'],
      ...['run1 train', 'run1 evaluate', 'run2 train', 'run2 evaluate'],
    ]);
    expect(told.filter((each) => each.includes('features'))).toEqual([
      'run0 features computed',
      'run1 features reused',
      'run2 features reused',
    ]);
  });

  it('cannot be had where one of these cannot, and no run waits for them', () => {
    const all = sweep();
    const last = all.runs[2]!.stages[0];
    const { told } = carryOut(all, {
      resultOf: ({ task }) =>
        task.kind === 'dataset' && task.stage.key === last
          ? { status: 'failed', error: new Error('the disk is full'), seconds: 1 }
          : computed,
    });
    expect(told.filter((each) => /^run\d failed$/.test(each))).toHaveLength(3);
  });

  it('are broken off and begun again without the images of a run that a rule has stopped', () => {
    const wanted: number[] = [];
    const { told } = carryOut(sweep(), {
      resultOf(assignment, schedule) {
        const { task } = assignment;
        if (task.kind !== 'features') return computed;
        wanted.push(task.stages[0].wanted.length);
        if (wanted.length > 1) return computed;
        schedule.stop('run0');
        expect(schedule.unneeded()).toEqual([assignment]);
        return { status: 'broken-off', seconds: 1 };
      },
    });
    expect(wanted).toEqual([3, 2]);
    expect(told.filter((each) => each.endsWith('finished'))).toEqual(['run1 finished', 'run2 finished']);
  });
});
