import type { SweepEvent } from '../events/sweep-event.js';

/** Knows whose turn an event falls into, where several runs are under way at once. */
export class RunsUnderWay {
  /** Their places in the sweep, from 0, by id. */
  readonly #open = new Map<string, number>();
  /** Runs of the stages that were begun, by key. */
  readonly #runOf = new Map<string, string>();
  /** Who computes each stage, where there are several workers. */
  readonly #workerOf = new Map<string, string>();

  add(event: SweepEvent): void {
    if (event.type === 'run-started') this.#open.set(event.run, event.index);
    if (event.type === 'run-ended') this.#open.delete(event.run);
    if (event.type === 'stage-started') this.#runOf.set(event.key, event.run);
    if (event.type === 'stage-taken') this.#workerOf.set(event.key, event.worker);
    if (event.type === 'stage-ended') this.#workerOf.delete(event.key);
  }

  /** The id of the run on whose behalf something is done; none of work that is nobody's. */
  runOf(event: SweepEvent): string | undefined {
    if ('run' in event) return event.run;
    return event.type === 'progress' && event.stage !== undefined ? this.#runOf.get(event.stage) : undefined;
  }

  /** Who does it; none of what is done by the only one. */
  workerOf(event: SweepEvent): string | undefined {
    const stage =
      event.type === 'epoch' || event.type === 'progress'
        ? event.stage
        : 'key' in event
          ? event.key
          : undefined;
    return stage === undefined ? undefined : this.#workerOf.get(stage);
  }

  /** `worker 1  run 3  ` where they are not the only ones. */
  prefix(event: SweepEvent): string {
    const worker = this.workerOf(event);
    const run = this.runOf(event);
    const index = run === undefined ? undefined : this.#open.get(run);
    return [
      ...(worker === undefined ? [] : [`${worker}  `]),
      ...(index === undefined || (this.#open.size === 1 && worker === undefined)
        ? []
        : [`run ${index + 1}  `]),
    ].join('');
  }
}
