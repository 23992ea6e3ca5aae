import type { SweepEvent } from '../events/sweep-event.js';
import { formatDuration } from '../text/duration.js';
import { budgetLeft } from '../text/budget-left.js';
import { epochLine } from './epoch-line.js';
import { progressLine } from './progress-line.js';
import { ProgressPace } from './progress-pace.js';
import { RunsUnderWay } from './runs-under-way.js';
import type { SweepProgress } from './sweep-progress.js';
import { endLine, runLine, startLine } from './sweep-summary.js';
import { WorkClock } from './work-clock.js';

/** Between two lines about the same piece of work. A log wants to see that it lives, not every batch. */
const quietMs = 5000;

/** For logs: what happens, line by line, nothing ever redrawn. */
export class LineProgress implements SweepProgress {
  readonly #clock = new WorkClock(() => performance.now());
  readonly #pace = new ProgressPace(quietMs);
  readonly #runs = new RunsUnderWay();

  constructor(private readonly stream: NodeJS.WritableStream) {}

  show(event: SweepEvent): void {
    this.#clock.add(event);
    this.#runs.add(event);
    const line = this.#lineFor(event);
    if (line !== undefined) this.stream.write(`${line}\n`);
  }

  close(): void {}

  #lineFor(event: SweepEvent): string | undefined {
    switch (event.type) {
      case 'sweep-started':
        return startLine(event);
      case 'notice':
        return event.message;
      case 'progress':
        // Of steps the epochs tell.
        if (event.unit === 'steps' || !this.#pace.isDue(event)) return undefined;
        return `  ${this.#runs.prefix(event)}${progressLine(event)}`;
      case 'run-started':
        return `run ${event.index + 1}: ${event.name}${this.#timeLeft()}`;
      case 'epoch':
        return `  ${this.#runs.prefix(event)}${epochLine(event)}`;
      case 'run-ended':
        return runLine(event);
      case 'budget-left':
        return `  left of the budget: ${budgetLeft(event)}`;
      case 'sweep-ended':
        return endLine(event);
      default:
        return undefined;
    }
  }

  #timeLeft(): string {
    const seconds = this.#clock.secondsLeft;
    return seconds === undefined ? '' : ` (about ${formatDuration(seconds)} left)`;
  }
}
