import type { Tracker, TrackerEvent } from '@thaw/core';

/** Keeps events as they were given. For tests of whatever records. */
export class MemoryTracker implements Tracker {
  readonly events: TrackerEvent[] = [];
  #closed = false;

  async record(event: TrackerEvent): Promise<void> {
    if (this.#closed) throw new TypeError('the tracker is closed');
    this.events.push(structuredClone(event));
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}
