import type { GrowingPlan } from '../plan/plan-sweep.js';
import type { PlannedRun } from '../plan/plan.js';
import type { Stage, TrainStage } from '../plan/stage.js';
import type { RunConfig } from '../spec/run-config.js';
import type { Run } from '../sweep/run.js';
import type { ExpectedSeconds } from '../sweep/search.js';
import { nothingSpent, type Budget, type Spent } from './budget.js';
import { missingBeside, secondsTogether } from './marginal-seconds.js';
import type { RunNews } from './run-news.js';
import type { RunSource } from './run-source.js';
import { SweepSchedule } from './sweep-schedule.js';
import { stagesOf } from './task.js';

/** What outlives a sweep that is killed. */
export class Kept {
  readonly stages = new Set<string>();
  /** Epochs of trajectories, by the keys of their trainings. */
  readonly epochs = new Map<string, number>();
  /** What choices were expected to cost. */
  readonly weighed = new Map<string, ExpectedSeconds>();
  spent: Spent = nothingSpent;

  has(stage: Stage): boolean {
    return stage.kind === 'train'
      ? this.epochsOf(stage.key) >= neededEpochs(stage)
      : this.stages.has(stage.key);
  }

  /** The same, where nobody remembers what was weighed. */
  withoutWeighed(): Kept {
    const other = new Kept();
    for (const key of this.stages) other.stages.add(key);
    for (const [key, epochs] of this.epochs) other.epochs.set(key, epochs);
    other.spent = this.spent;
    return other;
  }

  epochsOf(key: string): number {
    return this.epochs.get(key) ?? 0;
  }
}

export interface FollowEpochsOptions {
  readonly plan: GrowingPlan;
  readonly source: RunSource;
  readonly kept: Kept;
  /** The loss of validation after so many epochs of all phases. */
  readonly lossOf: (config: RunConfig, step: number) => number;
  /** The source has the same. Default: without limits. */
  readonly budget?: Budget;
  /** What a stage takes, and should. Default: a second. */
  readonly secondsOf?: (stage: Stage) => number;
  /** Epochs that are trained before it is killed. Default: it is not. */
  readonly until?: number;
}

export interface Followed {
  /** How runs ended, in order; as far as it came. */
  readonly ends: readonly string[];
  /** Epochs that were trained. */
  readonly trained: number;
  readonly isKilled: boolean;
}

class Killed extends Error {}

/** Carries out a sweep in one place, with an epoch at a time that is judged, as the follower of the runner does. */
export function followEpochs({
  plan,
  source,
  kept,
  lossOf,
  budget,
  secondsOf = () => 1,
  until = Infinity,
}: FollowEpochsOptions): Followed {
  const schedule = new SweepSchedule({
    ...{ plan, source, stored: keptOf(plan.stages.map(({ key }) => key)) },
    ...(budget && { budget, secondsOf: (key: string) => secondsOf(plan.stage(key)!) }),
  });
  const ends: string[] = [];
  const open = new Map<PlannedRun, { step: number; offset: number; loss: number }>();
  let trained = 0;

  function keptOf(keys: readonly string[]): readonly string[] {
    return keys.filter((key) => kept.has(plan.stage(key)!));
  }
  function hear(news: readonly RunNews[]): void {
    for (const each of news) {
      if (each.type === 'run-started') open.set(each.run, { step: 0, offset: 0, loss: NaN });
      if (each.type === 'stage-ended' && each.stage.kind === 'train')
        judgeUpTo(each.run, each.stage.key, true);
      if (each.type !== 'run-ended') continue;
      const { step, loss } = open.get(each.run)!;
      open.delete(each.run);
      ends.push(`${each.run.run.id} ${each.end.status} at ${step}`);
      source.tell(each.run.run, each.end, { val_loss: loss });
    }
  }
  /** Whether the run goes on after what is kept of a training. */
  function judgeUpTo(run: PlannedRun, train: string, isOver = false): boolean {
    const phase = run.phases.find((each) => each.train === train)!;
    for (let epoch = 1; epoch <= Math.min(kept.epochsOf(train), phase.reading.epochs); epoch++) {
      const state = open.get(run);
      if (!state) return false;
      if (state.offset + epoch <= state.step) continue;
      state.step = state.offset + epoch;
      state.loss = lossOf(run.run.config, state.step);
      const lived = { step: state.step, phase: phase.name, epoch, isLast: epoch === phase.reading.epochs };
      const judged = { ...lived, trained: `${train}:${epoch}`, metrics: { val_loss: state.loss } };
      if (source.judge?.(run.run, judged) === 'stop') hear(schedule.stop(run.run.id));
    }
    const state = open.get(run);
    if (state && isOver) state.offset += phase.reading.epochs;
    return state !== undefined;
  }
  function train(run: PlannedRun, stage: TrainStage): 'computed' | 'broken-off' {
    while (judgeUpTo(run, stage.key)) {
      if (kept.has(stage)) return 'computed';
      if (trained === until) throw new Killed();
      trained++;
      kept.epochs.set(stage.key, kept.epochsOf(stage.key) + 1);
    }
    return 'broken-off';
  }
  function weigh(points: readonly (readonly Run[])[]): ExpectedSeconds {
    const choice = points.map(([run]) => run?.id).join(' ');
    if (!kept.weighed.has(choice)) kept.weighed.set(choice, points.map(costOf));
    return kept.weighed.get(choice)!;
  }
  function costOf(runs: readonly Run[]): number | undefined {
    if (runs.length === 0) return undefined;
    const aside = plan.beside();
    for (const run of runs) aside.add(run);
    const isMissing = missingBeside(aside, plan, schedule.remaining());
    const isToDo = (key: string) => isMissing(key) && !kept.has(aside.stage(key)!);
    return secondsTogether(aside, isToDo, (key) => secondsOf(aside.stage(key)!));
  }
  function spend(seconds: number): number {
    kept.spent = { seconds: kept.spent.seconds + seconds, turns: budget?.turns ?? 0 };
    return seconds;
  }
  try {
    for (;;) {
      const step = schedule.next();
      if (step.type === 'done') return { ends, trained, isKilled: false };
      if (step.type === 'weigh') source.weigh!(weigh(step.points));
      if (step.type === 'plan') {
        const planned = plan.add(step.run);
        schedule.planned(planned, keptOf(planned.stages));
      }
      if (step.type !== 'go') continue;
      hear(step.news);
      for (const assignment of step.tasks) {
        const [stage] = stagesOf(assignment.task) as [Stage];
        const before = trained;
        const status = stage.kind === 'train' ? train(assignment.run, stage) : 'computed';
        const share = stage.kind === 'train' ? (trained - before) / neededEpochs(stage) : 1;
        if (status === 'computed') for (const { key } of stagesOf(assignment.task)) kept.stages.add(key);
        hear(schedule.tell(assignment, { status, seconds: spend(share * secondsOf(stage)) }));
      }
    }
  } catch (error) {
    if (error instanceof Killed) return { ends, trained, isKilled: true };
    throw error;
  }
}

const neededEpochs = ({ readings }: TrainStage): number => Math.max(...readings.map(({ epochs }) => epochs));
