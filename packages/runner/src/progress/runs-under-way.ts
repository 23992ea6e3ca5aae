import type { SweepEvent } from '../events/sweep-event.js';

/** Knows whose turn an event falls into, where several runs are under way at once. */
export class RunsUnderWay {
  /** Their places in the sweep, from 0, by id. */
  readonly #open = new Map<string, number>();
  /** Runs of the stages that were begun, by key. */
  readonly #runOf = new Map<string, string>();

  add(event: SweepEvent): void {
    if (event.type === 'run-started') this.#open.set(event.run, event.index);
    if (event.type === 'run-ended') this.#open.delete(event.run);
    if (event.type === 'stage-started') this.#runOf.set(event.key, event.run);
  }

  /** The id of the run on whose behalf something is done; none of work that is nobody's. */
  runOf(event: SweepEvent): string | undefined {
    if ('run' in event) return event.run;
    return event.type === 'progress' && event.stage !== undefined ? this.#runOf.get(event.stage) : undefined;
  }

  /** `run 3  ` where it is not the only one that is under way. */
  prefix(event: SweepEvent): string {
    const run = this.runOf(event);
    const index = run === undefined ? undefined : this.#open.get(run);
    return index === undefined || this.#open.size === 1 ? '' : `run ${index + 1}  `;
  }
}
