import type { Plan } from '../plan/plan.js';
import type { RunSource } from './run-source.js';
import type { Assignment } from './step.js';
import { SweepSchedule } from './sweep-schedule.js';
import { keysOf } from './task.js';

export interface MakespanOptions {
  readonly plan: Plan;
  /** Keys of the stages that need not be computed. */
  readonly stored: Iterable<string>;
  readonly places: number;
  /** How long a stage should take. */
  readonly secondsOf: (key: string) => number;
}

/** How long a sweep should take with several places, by carrying out its schedule with tasks that take what they should. */
export function makespan({ plan, secondsOf, ...options }: MakespanOptions): number {
  const schedule = new SweepSchedule({ ...options, plan, secondsOf, source: allOf(plan) });
  const underWay: { readonly assignment: Assignment; readonly end: number }[] = [];
  let now = 0;
  for (;;) {
    const step = schedule.next();
    if (step.type === 'done') return now;
    if (step.type === 'go')
      for (const assignment of step.tasks) {
        const seconds = keysOf(assignment.task).reduce((sum, key) => sum + secondsOf(key), 0);
        underWay.push({ assignment, end: now + seconds });
      }
    if (step.type !== 'wait') continue;
    underWay.sort((a, b) => a.end - b.end);
    const { assignment, end } = underWay.shift()!;
    now = end;
    schedule.tell(assignment, { status: 'computed', seconds: 0 });
  }
}

function allOf(plan: Plan): RunSource {
  const runs = plan.runs.map(({ run }) => run);
  let proposed = 0;
  return { next: () => runs[proposed++], tell() {}, coming: () => runs.slice(proposed) };
}
