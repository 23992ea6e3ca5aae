import { createLogUpdate } from 'log-update';
import type { SweepEvent } from '../events/sweep-event.js';
import { formatDuration } from '../text/duration.js';
import { budgetLeft } from '../text/budget-left.js';
import { RunLines } from './run-lines.js';
import type { SweepProgress } from './sweep-progress.js';
import { endLine, runLine, startLine } from './sweep-summary.js';
import { WorkClock } from './work-clock.js';

const barWidth = 28;
/** Faster than the eye needs costs time that training wants. */
const redrawMs = 100;

/** For a terminal: finished runs above, and below them what goes on now: the sweep, the run, the epoch. */
export class LiveProgress implements SweepProgress {
  readonly #clock = new WorkClock(() => performance.now());
  readonly #startMs = performance.now();
  readonly #drawing: ReturnType<typeof createLogUpdate>;
  readonly #lines = new RunLines();
  #isSweep = false;
  #budget = '';
  #lastDrawMs = -Infinity;

  constructor(private readonly stream: NodeJS.WritableStream) {
    this.#drawing = createLogUpdate(stream as NodeJS.WriteStream);
  }

  show(event: SweepEvent): void {
    this.#clock.add(event);
    this.#lines.add(event);
    switch (event.type) {
      case 'sweep-started':
        this.#isSweep = event.runs > 0;
        return this.#print(startLine(event));
      case 'notice':
        return this.#print(event.message);
      case 'run-started':
      case 'stage-started':
      case 'progress':
      case 'epoch':
        return this.#draw();
      case 'run-ended':
        return this.#print(runLine(event));
      case 'budget-left':
        this.#budget = `; left of the budget: ${budgetLeft(event)}`;
        return this.#draw();
      case 'sweep-ended':
        this.#drawing.clear();
        this.stream.write(`${endLine(event)}\n`);
        return;
      default:
        return;
    }
  }

  close(): void {
    this.#drawing.clear();
    this.#drawing.done();
  }

  /** A line that stays, above those that change. */
  #print(line: string): void {
    this.#drawing.clear();
    this.stream.write(`${line}\n`);
    this.#lastDrawMs = -Infinity;
    this.#draw();
  }

  #draw(): void {
    const now = performance.now();
    if (now - this.#lastDrawMs < redrawMs) return;
    this.#lastDrawMs = now;
    const lines = [...(this.#isSweep ? [this.#bar(now)] : []), ...this.#lines.lines];
    this.#drawing(lines.map((line, index) => (index === 0 ? line : `  ${line}`)).join('\n'));
  }

  #bar(now: number): string {
    const { share, secondsLeft } = this.#clock;
    const filled = Math.floor(Math.min(0.99, share) * barWidth);
    const left = secondsLeft === undefined ? '' : `, about ${formatDuration(secondsLeft)} left`;
    const elapsed = formatDuration((now - this.#startMs) / 1000);
    // All of it is done when the sweep says so, whatever was expected.
    const percent = Math.min(99, Math.floor(share * 100));
    return `${'━'.repeat(filled)}${'─'.repeat(barWidth - filled)} ${percent} %  ${elapsed}${left}${this.#budget}`;
  }
}
