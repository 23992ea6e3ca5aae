import { ThawError, type Problem } from '../errors/problem.js';
import type { PlannedRun } from '../plan/plan.js';
import { Budget } from './budget.js';
import { marginalSeconds } from './marginal-seconds.js';
import type { RefusedRun, RunNews } from './run-news.js';
import type { RunSource } from './run-source.js';
import type { ScheduleOptions } from './schedule-options.js';
import type { TaskResult } from './step.js';

/** A search that proposes so many runs in a row of which none could begin is not asked any more. */
const mostInARow = 100;

/** What a source proposes, until nothing comes of it, or the budget is spent. */
export class Proposals {
  #refused = 0;

  readonly #source: RunSource;
  readonly #plan: ScheduleOptions['plan'];
  readonly #budget: Budget;
  readonly #secondsOf: (key: string) => number;

  constructor({ source, plan, budget = new Budget(), secondsOf = () => 0 }: ScheduleOptions) {
    this.#source = source;
    this.#plan = plan;
    this.#budget = budget;
    this.#secondsOf = secondsOf;
  }

  next(): ReturnType<RunSource['next']> {
    return this.#refused < mostInARow && !this.#budget.end ? this.#source.next() : undefined;
  }

  /** Whether one of them, which could be done, begins: it has to fit what is left. */
  begin(run: PlannedRun, isMissing: (key: string) => boolean): boolean {
    this.#refused = 0;
    return this.#budget.begins(run.run, marginalSeconds(run, this.#plan, isMissing, this.#secondsOf));
  }

  /** Another process has spent what is reused. */
  spend({ status, seconds }: TaskResult): void {
    if (status !== 'reused') this.#budget.spend(seconds);
  }

  refuse({ id, name, parameters, config, group }: RefusedRun, error: ThawError): RunNews {
    this.#refused++;
    const run = { id, name, parameters, ...(config && { config }), ...(group && { group }) };
    const problems = this.#refused === mostInARow ? [...error.problems, givenUp] : error.problems;
    return { type: 'run-refused', run, error: new ThawError(problems) };
  }
}

const givenUp: Problem = {
  code: 'THAW-SWEEP-NONE-POSSIBLE',
  message: `the search has proposed ${mostInARow} runs in a row of which none can be done, and ends`,
  remedy: 'take values out of sweep.parameters that do not go together',
};
