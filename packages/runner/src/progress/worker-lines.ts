import type { SweepEvent } from '../events/sweep-event.js';
import { epochLine } from './epoch-line.js';
import { progressLine } from './progress-line.js';
import { RunsUnderWay } from './runs-under-way.js';

/** What is to be seen of a worker: on behalf of which run, its last epoch, and what is being done. */
interface Line {
  readonly key: string;
  readonly run: string;
  readonly epoch: string;
  readonly work: string;
}

const idle = '–';

/** A line for each worker, where there are several. */
export class WorkerLines {
  readonly #runs = new RunsUnderWay();
  /** Of stages that were begun, by key. */
  readonly #labels = new Map<string, string>();
  /** By worker; undefined of one that waits for something to do. */
  readonly #lines = new Map<string, Line | undefined>();

  /** `runTitle`: how a run is called, by its id. */
  constructor(private readonly runTitle: (run: string) => string) {}

  add(event: SweepEvent): void {
    const worker = this.#runs.workerOf(event);
    this.#runs.add(event);
    const line = worker === undefined ? undefined : this.#lines.get(worker);
    if (event.type === 'stage-started') this.#labels.set(event.key, event.label);
    if (event.type === 'stage-taken') {
      const work = this.#labels.get(event.key) ?? '';
      this.#lines.set(event.worker, { key: event.key, run: this.runTitle(event.run), epoch: '', work });
    }
    if (worker === undefined || !line) return;
    if (event.type === 'progress') this.#lines.set(worker, { ...line, work: progressLine(event) });
    if (event.type === 'epoch') this.#lines.set(worker, { ...line, epoch: epochLine(event) });
    if (event.type === 'stage-ended' && event.key === line.key) this.#lines.set(worker, undefined);
  }

  /** None where one computes after the other. */
  get lines(): readonly string[] {
    return [...this.#lines]
      .toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
      .map(([worker, line]) =>
        line
          ? [worker, line.run, line.epoch, line.work].filter((part) => part !== '').join('  ')
          : `${worker}  ${idle}`,
      );
  }
}
