import { ThawError, type Problem } from '../errors/problem.js';
import type { PlannedRun } from '../plan/plan.js';
import type { Run } from '../sweep/run.js';
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
  /** What is judged by those before it, or has to fit what they leave, comes in its turn. */
  readonly #mayReorder: boolean;

  constructor({ source, plan, budget = new Budget(), secondsOf = () => 0, places = 1 }: ScheduleOptions) {
    this.#source = source;
    this.#plan = plan;
    this.#budget = budget;
    this.#secondsOf = secondsOf;
    this.#mayReorder = places > 1 && !source.judge && !budget.isLimited;
  }

  next(): ReturnType<RunSource['next']> {
    return this.#refused < mostInARow && !this.#budget.end ? this.#source.next() : undefined;
  }

  /** All that is certain to come, where it may begin in any order; and what of it is none. */
  draw(): { readonly runs: readonly Run[]; readonly refused: readonly RunNews[] } {
    const runs: Run[] = [];
    const refused: RunNews[] = [];
    for (let left = this.#mayReorder ? this.#source.coming().length : 0; left > 0;) {
      const proposed = this.next();
      if (typeof proposed !== 'object') break;
      if ('error' in proposed) {
        refused.push(this.refuse(proposed, proposed.error));
        continue;
      }
      this.#refused = 0;
      runs.push(proposed);
      left--;
    }
    return { runs, refused };
  }

  /** Whether one of them, which could be done, begins: it has to fit what is left beside these stages, which are to be done. */
  begin(run: PlannedRun, isMissing: (key: string) => boolean, begun: () => ReadonlySet<string>): boolean {
    this.#refused = 0;
    if (!this.#budget.isLimited) return this.#budget.begins(run.run, undefined);
    const seconds = marginalSeconds(run, this.#plan, isMissing, this.#secondsOf);
    const coming = [...begun()].reduce((sum, key) => sum + this.#secondsOf(key), 0);
    return this.#budget.begins(run.run, seconds === undefined ? undefined : seconds + coming);
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
