import type { SweepEvent } from '../events/sweep-event.js';
import type { SweepProgress } from './sweep-progress.js';

/** Where results are to be seen as they come: what people should know beside them, and no progress. */
export class Notices implements SweepProgress {
  constructor(private readonly stream: NodeJS.WritableStream) {}

  show(event: SweepEvent): void {
    if (event.type === 'notice') this.stream.write(`${event.message}\n`);
  }

  close(): void {}
}
