import { ThawError } from '@thaw/core';
import type { Report } from '../../stages/stage-context.js';
import type { Waiting } from './fleet.js';
import type { QueuedTask } from './queued-task.js';

/** What people are told of a queue, each line once. */
export class Notices {
  readonly #said = new Set<string>();
  #waiting = '';

  constructor(
    /** As it is called: `Slurm`. */
    private readonly cluster: string,
    private readonly report: Report,
  ) {}

  /** Of a task, or of all. */
  tell(line: string, task?: QueuedTask): void {
    if (this.#said.has(line)) return;
    this.#said.add(line);
    if (task) task.notice(line);
    else this.report.onNotice(line);
  }

  tellNoAnswer(error: unknown): void {
    this.tell(`${this.cluster} does not answer: ${inWords(error)}`);
  }

  /** Once more, too, where it has been otherwise meanwhile. */
  tellWaiting(waiting: readonly Waiting[]): void {
    const text = waiting.map(({ workers, reason }) => `${workers} (${reason})`).join(', ');
    if (text !== '' && text !== this.#waiting)
      this.report.onNotice(`workers that wait for ${this.cluster}: ${text}`);
    this.#waiting = text;
  }
}

/** What was found says why; that nothing answers is said already. */
function inWords(error: unknown): string {
  const problem = error instanceof ThawError ? error.problems[0] : undefined;
  return problem?.found ?? problem?.message ?? (error as Error).message;
}
