import type { Plan } from '../plan/plan.js';
import type { RunSource } from './run-source.js';
import type { Assignment } from './step.js';
import { SweepSchedule } from './sweep-schedule.js';
import { keysOf, type Task } from './task.js';

export interface MakespanOptions {
  readonly plan: Plan;
  /** Keys of the stages that need not be computed. */
  readonly stored: Iterable<string>;
  readonly places: number;
  /** How long a stage should take. */
  readonly secondsOf: (key: string) => number;
  /** How long a task is under way that should take so many seconds and begins after so many. Default: as long as it should. */
  readonly lasts?: (task: Task, seconds: number, begin: number) => number;
}

/** How long a sweep should take with several places, by carrying out its schedule with tasks that take what they should. */
export function makespan({
  plan,
  secondsOf,
  lasts = (_, seconds) => seconds,
  ...options
}: MakespanOptions): number {
  const schedule = new SweepSchedule({ ...options, plan, secondsOf, source: allOf(plan) });
  const underWay: { readonly assignment: Assignment; readonly end: number }[] = [];
  let now = 0;
  for (;;) {
    const step = schedule.next();
    if (step.type === 'done') return now;
    if (step.type === 'go')
      for (const assignment of step.tasks) {
        const seconds = keysOf(assignment.task).reduce((sum, key) => sum + secondsOf(key), 0);
        underWay.push({ assignment, end: now + lasts(assignment.task, seconds, now) });
      }
    if (step.type !== 'wait') continue;
    underWay.sort((a, b) => a.end - b.end);
    const { assignment, end } = underWay.shift()!;
    now = end;
    schedule.tell(assignment, { status: 'computed', seconds: 0 });
  }
}

/** What no schedule can do without. */
export interface LeastMakespan {
  /** The longest chain of stages, one made from the other. */
  readonly chain: number;
  /** All stages, divided among the places. */
  readonly share: number;
  /** No schedule takes less. */
  readonly least: number;
}

/**
 * None takes less than the chain, nor less than what lies before some stages on every way to them and then those, divided among the places: at the
 * beginning of a sweep there is nothing to do for most. Where tasks last as long as they should, one that leaves no place empty while something
 * can begin takes no more than chain and share together (Graham, 1966).
 */
export function leastMakespan({
  plan,
  stored,
  places,
  secondsOf,
}: Omit<MakespanOptions, 'lasts'>): LeastMakespan {
  const isStored = new Set(stored);
  const left = (key: string) => (isStored.has(key) ? 0 : secondsOf(key));
  const begins = new Map<string, number>();
  // Parents come first.
  for (const { key, parents } of plan.stages)
    begins.set(key, Math.max(0, ...parents.map((parent) => begins.get(parent)! + left(parent))));
  const latestFirst = plan.stages.toSorted((a, b) => begins.get(b.key)! - begins.get(a.key)!);
  let [chain, share, least] = [0, 0, 0];
  for (const { key } of latestFirst) {
    chain = Math.max(chain, begins.get(key)! + left(key));
    share += left(key) / places;
    least = Math.max(least, begins.get(key)! + share);
  }
  return { chain, share, least: Math.max(chain, least) };
}

function allOf(plan: Plan): RunSource {
  const runs = plan.runs.map(({ run }) => run);
  let proposed = 0;
  return { next: () => runs[proposed++], tell() {}, coming: () => runs.slice(proposed) };
}
