import type { SweepEvent } from '../events/sweep-event.js';
import { epochLine } from './epoch-line.js';
import { progressLine } from './progress-line.js';
import { RunsUnderWay } from './runs-under-way.js';
import { WorkerLines } from './worker-lines.js';

/** What is to be seen of a run: which it is, its last epoch, and what is being done. */
interface Lines {
  run: string;
  epoch: string;
  work: string;
  isOver: boolean;
}

/** The lines that change below a sweep's bar: three for one run, one a run where several are under way, one a worker where there are several. */
export class RunLines {
  readonly #runs = new RunsUnderWay();
  /** By the runs' ids. What is nobody's is shown with the last of them, and before the first by itself. */
  readonly #lines = new Map<string, Lines>([['', { run: '', epoch: '', work: '', isOver: true }]]);
  readonly #workers = new WorkerLines((run) => this.#lines.get(run)?.run ?? '');
  #count = 0;

  add(event: SweepEvent): void {
    this.#runs.add(event);
    this.#workers.add(event);
    const lines = this.#lines.get(this.#runs.runOf(event) ?? '') ?? [...this.#lines.values()].at(-1)!;
    switch (event.type) {
      case 'sweep-started':
        this.#count = event.runs + (event.runsToCome ?? 0);
        break;
      case 'run-started':
        // More than at the start, where a search proposes them.
        this.#count = Math.max(this.#count, event.index + 1);
        this.#forgetEnded(0);
        this.#lines.set(event.run, {
          run: `run ${event.index + 1}/${this.#count}  ${event.name}`,
          epoch: '',
          work: '',
          isOver: false,
        });
        break;
      case 'stage-started':
        lines.work = event.label;
        break;
      case 'progress':
        lines.work = progressLine(event);
        break;
      case 'epoch':
        lines.epoch = epochLine(event);
        break;
      case 'run-ended':
        lines.isOver = true;
        // The last one is to be seen until there is another.
        this.#forgetEnded(1);
        break;
      default:
    }
  }

  get lines(): readonly string[] {
    const workers = this.#workers.lines;
    if (workers.length > 0) return workers;
    const all = [...this.#lines.values()].map(({ run, epoch, work }) =>
      [run, epoch, work].filter((line) => line !== ''),
    );
    return all.length === 1 ? all[0]! : all.map((lines) => lines.join('  '));
  }

  #forgetEnded(left: number): void {
    for (const [id, { isOver }] of this.#lines) if (isOver && this.#lines.size > left) this.#lines.delete(id);
  }
}
