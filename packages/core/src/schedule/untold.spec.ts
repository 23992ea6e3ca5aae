import { describe, expect, it } from 'vitest';
import { planSweep } from '../plan/plan-sweep.js';
import { base, extract, facts } from '../plan/small-run.fixture.js';
import { backbones } from '../spec/backbones.fixture.js';
import { listedSearch } from '../sweep/search.js';
import { carryOut, computed, type CarryOutOptions } from './carry-out.fixture.js';
import { searchedRuns } from './run-source.js';
import type { TaskResult } from './step.js';
import type { SweepSchedule } from './sweep-schedule.js';

describe('the end of a task that no run is told of', () => {
  const rates = [1e-2, 1e-3];
  const follow = (options: Partial<CarryOutOptions>) => {
    const plan = planSweep({
      runs: rates.map((learningRate, index) => ({
        ...{ id: `run${index}`, name: '', parameters: {} },
        config: { ...base, phases: [{ ...extract, learningRate }] },
      })),
      ...{ backbones, datasetOf: () => facts, weightsOf: () => 'imagenet' },
    });
    const runs = plan.runs.map(({ run }) => run);
    const source = searchedRuns({
      search: listedSearch(runs.map(({ id }) => ({ id }))),
      runsAt: ({ id }) => runs.filter((run) => run.id === id),
      objective: { metric: 'val_loss', goal: 'minimize' },
    });
    return carryOut(plan, { source, ...options });
  };
  const failed: TaskResult = { status: 'failed', error: new Error('the disk is full'), seconds: 1 };

  /** Stops the first run while this is done in its turn, which then ends so. */
  const stopped = (kind: string, result: TaskResult, then: (schedule: SweepSchedule) => void = () => {}) =>
    follow({
      resultOf({ task, run }, schedule) {
        if (task.kind !== kind || run.run.id !== 'run0') return computed;
        schedule.stop('run0');
        then(schedule);
        return result;
      },
    });

  it.each<TaskResult>([computed, failed, { status: 'broken-off', seconds: 1 }])(
    'is known where a run was stopped that alone needed it: %o',
    (result) => {
      const { untold, told } = stopped('train', result);
      expect(untold).toEqual([`train ${result.status}`]);
      expect(told.at(-1)).toBe('run1 finished');
    },
  );

  it('is told to a run that comes later, if it needs it', () => {
    const { untold, told } = stopped('features', computed);
    expect(untold).toEqual([]);
    expect(told).toContain('run1 features computed');
    expect(stopped('features', failed)).toMatchObject({
      untold: [],
      told: expect.arrayContaining(['run1 features failed', 'run1 failed']),
    });
  });

  it('is known of an interrupted sweep, to which no run comes later', () => {
    const { untold } = stopped('features', failed, (schedule) => schedule.interrupt());
    expect(untold).toEqual(['features failed']);
  });

  it('is known of what was lost, and of what is computed again', () => {
    let isLost = false;
    const { untold } = follow({
      resultOf({ task }) {
        if (task.kind !== 'train' || isLost) return computed;
        isLost = true;
        return { status: 'lost', lost: [task.stage.features], error: new Error('damaged'), seconds: 1 };
      },
    });
    expect(untold).toEqual(['train broken-off', 'features computed']);
  });
});
