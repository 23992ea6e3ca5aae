import { jsonEvent } from '../cli/json-event.js';
import type { SweepEvent } from '../events/sweep-event.js';
import { ProgressPace } from './progress-pace.js';
import type { SweepProgress } from './sweep-progress.js';

/** Between two events about the same piece of work; a program that draws a bar needs no more. */
const quietMs = 1000;

/** For programs: one event a line, each with its time. All but the progress within a piece of work is told. */
export class JsonProgress implements SweepProgress {
  readonly #pace = new ProgressPace(quietMs);

  constructor(private readonly stream: NodeJS.WritableStream) {}

  show(event: SweepEvent): void {
    if (event.type !== 'progress' || this.#pace.isDue(event)) this.stream.write(jsonEvent(event));
  }

  close(): void {}
}
