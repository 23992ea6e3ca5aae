import { describe, expect, it } from 'vitest';
import type { GrowingPlan } from '../plan/plan-sweep.js';
import { base, extract, fineTune } from '../plan/small-run.fixture.js';
import type { PlannedRun } from '../plan/plan.js';
import { computed } from './carry-out.fixture.js';
import { carryOutAll as carryOut, listed, plan, rates, runsOf } from './listed-runs.fixture.js';
import type { RunNews } from './run-news.js';
import type { RunSource } from './run-source.js';
import type { Assignment } from './step.js';
import { SweepSchedule } from './sweep-schedule.js';

describe('a run that is refused', () => {
  it('fails when its first training comes, stored or not, and what others need of it is done', () => {
    const sweep = plan(rates(1e-3, 1e-4));
    const refusing = (stored: readonly string[]) =>
      carryOut(sweep, {
        stored,
        resultOf({ task }, schedule) {
          if (task.kind === 'features') schedule.refuse('run0', new Error('too many images cannot be read'));
          return computed;
        },
      }).told;
    expect(refusing([]).slice(0, 6)).toEqual([
      ...['run0 starts', 'run0 dataset computed', 'run0 features computed', 'run0 failed'],
      ...['run1 starts', 'run1 dataset reused'],
    ]);
    expect(refusing([]).at(-1)).toBe('run1 finished');
    const ofRun0 = sweep.stages.filter(({ kind }) => kind !== 'features').map(({ key }) => key);
    expect(refusing(ofRun0)).not.toContain('run0 finished');
  });
});

describe('a schedule with one place', () => {
  it('does run after run, each stage in the turn of the first run that needs it', () => {
    const { told, begun } = carryOut(plan(rates(1e-3, 1e-4)));
    expect(told).toEqual([
      'run0 starts',
      'run0 dataset computed',
      'run0 features computed',
      'run0 train computed',
      'run0 features computed',
      'run0 train computed',
      'run0 evaluate computed',
      'run0 finished',
      'run1 starts',
      'run1 dataset reused',
      'run1 features reused',
      'run1 train reused',
      'run1 features reused',
      'run1 train computed',
      'run1 evaluate computed',
      'run1 finished',
    ]);
    // Both cuts in one pass of the images.
    expect(begun).toEqual([
      'run0 dataset',
      'run0 features+features',
      'run0 train',
      'run0 train',
      'run0 evaluate',
      'run1 train',
      'run1 evaluate',
    ]);
  });

  it('begins nothing when everything is stored, and tells of every run', () => {
    const all = plan(rates(1e-3, 1e-4));
    const { told, begun } = carryOut(all, { stored: all.stages.map(({ key }) => key) });
    expect(begun).toEqual([]);
    expect(told.filter((each) => each.endsWith('finished'))).toEqual(['run0 finished', 'run1 finished']);
  });

  it('goes on with the next run when one fails, and never tries a stage again that failed', () => {
    const error = new Error('no memory');
    const isFirstFineTuning = ({ task }: Assignment) => task.kind === 'train' && task.stage.phaseIndex === 0;
    const { told, begun } = carryOut(plan(rates(1e-3, 1e-4)), {
      resultOf: (assignment) =>
        isFirstFineTuning(assignment) ? { status: 'failed', error, seconds: 2 } : computed,
    });
    expect(begun.filter((each) => each.endsWith('train'))).toEqual(['run0 train']);
    expect(told.filter((each) => /failed/.test(each))).toEqual([
      'run0 train failed',
      'run0 failed',
      'run1 train failed',
      'run1 failed',
    ]);
  });

  it('computes again what was lost, then the task, and tells runs of it once', () => {
    const all = plan(rates(1e-3));
    const features = all.stages.find(({ kind }) => kind === 'features')!.key;
    let losses = 0;
    const { told, begun } = carryOut(all, {
      stored: [all.stages[0]!.key, features],
      resultOf: ({ task }) =>
        task.kind === 'train' && losses++ === 0
          ? { status: 'lost', lost: [features], error: new Error('damaged'), seconds: 0 }
          : computed,
    });
    expect(begun.slice(0, 3)).toEqual(['run0 train', 'run0 features+features', 'run0 train']);
    expect(told.filter((each) => each.includes('features'))).toEqual([
      'run0 features reused',
      'run0 features computed',
    ]);
    expect(told.at(-1)).toBe('run0 finished');
  });

  it('gives up on a stage whose parents are lost a second time', () => {
    const all = plan(rates(1e-3));
    const { told } = carryOut(all, {
      resultOf: ({ task }) =>
        task.kind === 'train'
          ? { status: 'lost', lost: [task.stage.features], error: new Error('damaged'), seconds: 0 }
          : computed,
    });
    expect(told.at(-1)).toBe('run0 failed');
  });

  it('lets a source wait for the end of a run before it proposes another', () => {
    const sweep = plan(rates(1e-3, 1e-4, 1e-5));
    const runs = runsOf(sweep);
    const answers: string[] = [];
    let next = 0;
    const source: RunSource = {
      next: () => (next > answers.length ? 'wait' : runs[next++]),
      tell: (run, { status }) => answers.push(`${run.id} ${status}`),
      coming: () => [],
    };
    const { told } = carryOut(sweep, { source, places: 3 });
    expect(answers).toEqual(['run0 finished', 'run1 finished', 'run2 finished']);
    expect(told.indexOf('run1 starts')).toBeGreaterThan(told.indexOf('run0 finished'));
  });

  it('ends what is under way as interrupted, and begins nothing more', () => {
    const early: RunNews[] = [];
    const { told, begun } = carryOut(plan(rates(1e-3, 1e-4)), {
      resultOf({ task }, schedule) {
        if (task.kind !== 'train') return computed;
        early.push(...schedule.interrupt());
        return { status: 'failed', error: new Error('aborted'), seconds: 2 };
      },
    });
    expect(early).toEqual([]);
    expect(begun).toEqual(['run0 dataset', 'run0 features+features', 'run0 train']);
    expect(told.slice(-2)).toEqual(['run0 train failed', 'run0 interrupted']);
  });

  it('begins nothing more of a run that a rule has stopped', () => {
    const ended: RunNews[] = [];
    const { begun, told } = carryOut(plan(rates(1e-3, 1e-4)), {
      resultOf({ task, run }, schedule) {
        if (run.run.id === 'run0' && task.kind === 'train') ended.push(...schedule.stop('run0'));
        return computed;
      },
    });
    expect(ended).toMatchObject([{ type: 'run-ended', end: { status: 'stopped' } }]);
    expect(begun.filter((each) => each.startsWith('run0'))).toEqual([
      'run0 dataset',
      'run0 features+features',
      'run0 train',
    ]);
    expect(told.at(-1)).toBe('run1 finished');
  });
});

describe('features of one network', () => {
  const elsewhere = { ...base, data: { ...base.data, root: '/other' }, phases: [fineTune] };

  it('are computed in one pass only where the images of all are indexed', () => {
    const { begun, told } = carryOut(plan([{ ...base, phases: [extract] }, elsewhere]));
    expect(begun.filter((each) => !/train|evaluate/.test(each))).toEqual([
      ...['run0 dataset', 'run0 features', 'run1 dataset', 'run1 features'],
    ]);
    expect(told.at(-1)).toBe('run1 finished');
  });
});

describe('a run that a rule stops', () => {
  const longer = (epochs: number) => ({ ...base, phases: [extract, { ...fineTune, epochs }] });
  const isFineTuning = ({ task }: Assignment) => task.kind === 'train' && task.stage.phaseIndex === 1;
  const epochsOf = ({ task }: Assignment) =>
    task.kind === 'train' ? task.stage.readings.map(({ epochs }) => epochs) : [];

  /** Stops run0 in the first task that is so, which ends at once if nobody needs it any more. */
  function stopAt(sweep: GrowingPlan, isThen: (assignment: Assignment) => boolean) {
    let isStopped = false;
    const brokenOff: Assignment[] = [];
    const { tasks, told } = carryOut(sweep, {
      resultOf(assignment, schedule) {
        if (isStopped || !isThen(assignment)) return computed;
        isStopped = true;
        schedule.stop('run0');
        brokenOff.push(...schedule.unneeded());
        return brokenOff.includes(assignment) ? { status: 'broken-off', seconds: 1 } : computed;
      },
    });
    return { tasks, told, brokenOff };
  }

  it('has the task broken off that it alone needs, and the others go on', () => {
    const { brokenOff, tasks, told } = stopAt(plan(rates(1e-3, 1e-4)), isFineTuning);
    expect(brokenOff).toEqual(tasks.filter(isFineTuning).slice(0, 1));
    expect(told.filter((each) => each.startsWith('run1'))).toContain('run1 train computed');
    expect(told.at(-1)).toBe('run1 finished');
  });

  it('leaves features alone that another run needs as well', () => {
    const sweep = plan(rates(1e-3, 1e-4));
    const { brokenOff, tasks, told } = stopAt(sweep, ({ task }) => task.kind === 'features');
    expect(brokenOff).toEqual([]);
    expect(tasks.filter(({ task }) => task.kind === 'features')).toHaveLength(1);
    expect(told.at(-1)).toBe('run1 finished');
  });

  it('has a trajectory followed only as far as the others read it', () => {
    const sweep = plan([longer(20), longer(5)]);
    const { brokenOff, tasks, told } = stopAt(sweep, isFineTuning);
    expect(brokenOff.map(epochsOf)).toEqual([[20, 5]]);
    expect(tasks.filter(isFineTuning).map(epochsOf)).toEqual([[20, 5], [5]]);
    expect(told.at(-1)).toBe('run1 finished');

    const early = stopAt(plan([longer(20), longer(5)]), ({ task }) => task.kind === 'features');
    expect(early.tasks.filter(isFineTuning).map(epochsOf)).toEqual([[5]]);
  });

  it('has a trajectory gone on with in the turn of another run that follows it as far or further', () => {
    const { brokenOff, tasks, told } = stopAt(plan([longer(5), longer(20)]), isFineTuning);
    const trained = tasks.filter(isFineTuning);
    expect(brokenOff).toEqual(trained.slice(0, 1));
    expect(trained.map(({ run }) => run.run.id)).toEqual(['run0', 'run1']);
    expect([...trained.map(epochsOf), told.at(-1)]).toEqual([[5, 20], [20], 'run1 finished']);
  });
});

describe('the runs that remain', () => {
  it('are those under way and those to come', () => {
    const sweep = plan(rates(1e-3, 1e-4));
    const schedule = new SweepSchedule({ plan: sweep, source: listed(runsOf(sweep)), stored: [] });
    const ids = () => schedule.remaining().map(({ run }: PlannedRun) => run.id);
    expect(ids()).toEqual(['run0', 'run1']);
    const step = schedule.next();
    expect(ids()).toEqual(['run0', 'run1']);
    schedule.interrupt();
    expect(ids()).toEqual(['run0', 'run1']);
    if (step.type === 'go') schedule.tell(step.tasks[0]!, computed);
    expect(ids()).toEqual(['run1']);
  });
});
