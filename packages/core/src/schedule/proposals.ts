import { ThawError, type Problem } from '../errors/problem.js';
import type { RefusedRun, RunNews } from './run-news.js';
import type { RunSource } from './run-source.js';

/** A search that proposes so many runs in a row of which none could begin is not asked any more. */
const mostInARow = 100;

/** What a source proposes, until nothing comes of it. */
export class Proposals {
  #refused = 0;

  constructor(private readonly source: RunSource) {}

  next(): ReturnType<RunSource['next']> {
    return this.#refused < mostInARow ? this.source.next() : undefined;
  }

  /** One of them could begin. */
  began(): void {
    this.#refused = 0;
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
