import type { SweepEvent } from '../events/sweep-event.js';

/** Shows a sweep to whoever watches. `close` leaves the terminal as it was. */
export interface SweepProgress {
  show(event: SweepEvent): void;
  close(): void;
}
