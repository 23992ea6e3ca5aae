import type { ThawError } from '../errors/problem.js';
import type { GrowingPlan } from '../plan/plan-sweep.js';
import type { PlannedRun } from '../plan/plan.js';
import type { ImpossibleRun, Run } from '../sweep/run.js';
import type { ParameterValues } from '../sweep/search.js';
import type { Budget } from './budget.js';
import type { RunNews } from './run-news.js';
import type { RunSource } from './run-source.js';
import type { Assignment, TaskResult } from './step.js';
import { SweepSchedule } from './sweep-schedule.js';
import { stagesOf } from './task.js';

export const computed: TaskResult = { status: 'computed', seconds: 1 };

export interface CarryOutOptions {
  readonly source: RunSource;
  readonly stored?: readonly string[];
  readonly places?: number;
  readonly budget?: Budget;
  readonly secondsOf?: (key: string) => number;
  readonly resultOf?: (assignment: Assignment, schedule: SweepSchedule) => TaskResult;
  /** What a run has come to once it ends. */
  readonly metricsOf?: (run: Run) => Readonly<Record<string, number>>;
  /** Why a run that joins the plan cannot be done. Default: it can. */
  readonly refusal?: (run: Run) => ThawError | undefined;
  /** Which stages of a run that joins the plan need not be computed. */
  readonly storedOf?: (planned: PlannedRun, schedule: SweepSchedule) => readonly string[];
  /** What a run that its search asks about is expected to cost. Default: nobody knows. */
  readonly weigh?: (run: Run) => number | undefined;
  /** Which of the tasks that are under way ends while a run has joined the plan and not begun. Default: none. */
  readonly endWhilePlanned?: (underWay: Assignment[]) => Assignment | undefined;
  /** Which of the tasks that are under way ends next; none yet, if something else is to come first. */
  readonly endNext?: (underWay: Assignment[]) => Assignment | undefined;
}

/** Carries out a schedule, one task after the other in the order in which they were begun, and says what was told. */
export function carryOut(
  plan: GrowingPlan,
  {
    source,
    stored = [],
    places = 1,
    resultOf = () => computed,
    metricsOf = () => ({}),
    refusal = () => undefined,
    storedOf = () => [],
    endWhilePlanned = () => undefined,
    endNext = (underWay) => underWay[0],
    weigh = () => undefined,
    ...limits
  }: CarryOutOptions,
) {
  const schedule = new SweepSchedule({ plan, source, stored, places, ...limits });
  const told: string[] = [];
  /** Ends of tasks that no run was told of. */
  const untold: string[] = [];
  const refusals: ThawError[] = [];
  const tasks: Assignment[] = [];
  const underWay: Assignment[] = [];
  let most = 0;
  const hear = (news: readonly RunNews[]) => {
    for (const each of news) {
      if (each.type === 'task-ended') untold.push(`${each.stage.kind} ${each.status}`);
      else told.push(inWords(each));
      if (each.type === 'run-ended') source.tell(each.run.run, each.end, metricsOf(each.run.run));
      if (each.type === 'run-refused') refusals.push(each.error);
      if (each.type === 'run-refused' && each.run.config)
        source.tell(each.run as Run, { status: 'failed', error: each.error }, {});
    }
  };
  const end = (assignment: Assignment) => {
    underWay.splice(underWay.indexOf(assignment), 1);
    hear(schedule.tell(assignment, resultOf(assignment, schedule)));
  };
  for (;;) {
    const step = schedule.next();
    if (step.type === 'done')
      return { told, untold, refusals, begun: tasks.map(nameOf), tasks, most, schedule };
    if (step.type === 'weigh') {
      source.weigh!(step.points.map(([run]) => run && weigh(run)));
      continue;
    }
    if (step.type === 'plan') {
      const planned = plan.add(step.run);
      const error = refusal(step.run);
      if (error) hear(schedule.reject(error));
      else schedule.planned(planned, storedOf(planned, schedule));
      const ending = endWhilePlanned(underWay);
      if (ending) end(ending);
      continue;
    }
    if (step.type === 'go') {
      hear(step.news);
      underWay.push(...step.tasks);
      tasks.push(...step.tasks);
    }
    most = Math.max(most, underWay.length);
    const ending = endNext(underWay);
    if (ending) end(ending);
  }
}

function inWords(news: Exclude<RunNews, { type: 'task-ended' }>): string {
  if (news.type === 'run-refused') return `${news.run.id} refused`;
  const { id } = news.run.run;
  if (news.type === 'run-started') return `${id} starts`;
  if (news.type === 'stage-ended') return `${id} ${news.stage.kind} ${news.status}`;
  return `${id} ${news.end.status}`;
}

/** `run0 features+features` */
const nameOf = ({ run, task }: Assignment): string =>
  `${run.run.id} ${stagesOf(task)
    .map(({ kind }) => kind)
    .join('+')}`;

/** What a point comes to, where it is one run. */
export type RunAt = (point: ParameterValues) => Run | ImpossibleRun;

export const runsBy = (at: RunAt) => (point: ParameterValues) => {
  const run = at(point);
  return 'error' in run ? run : [run];
};
