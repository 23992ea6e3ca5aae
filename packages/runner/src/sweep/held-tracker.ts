import type { Tracker, TrackerEvent } from '@thaw/core';

/** Keeps what is to be recorded of a run until it is known whether there is news in it. */
export class HeldTracker implements Tracker {
  #held: TrackerEvent[] = [];
  #released: Promise<void> | undefined;

  /** `begin`: called before the first event is recorded. */
  constructor(
    private readonly tracker: Tracker,
    private readonly begin: () => Promise<void>,
  ) {}

  async record(event: TrackerEvent): Promise<void> {
    if (!this.#released) this.#held.push(event);
    else {
      await this.#released;
      await this.tracker.record(event);
    }
  }

  /** From now on everything is recorded, what was kept before it. */
  release(): Promise<void> {
    this.#released ??= this.#recordHeld();
    return this.#released;
  }

  /** Whoever has made it closes the tracker. */
  async close(): Promise<void> {
    this.#held = [];
  }

  async #recordHeld(): Promise<void> {
    const held = this.#held;
    this.#held = [];
    await this.begin();
    for (const event of held) await this.tracker.record(event);
  }
}
