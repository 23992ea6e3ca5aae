import type { SweepEvent } from '../sweep/sweep-event.js';

/**
 * How far a sweep has come, and how long it will take: by the estimated operations of its stages, at the speed seen so
 * far. Only time inside stages counts, so that a download does not spoil the estimate.
 */
export class WorkClock {
  #total = 0;
  #done = 0;
  #current = 0;
  #share = 0;
  #stageStartMs: number | undefined;
  #busyMs = 0;

  constructor(private readonly now: () => number) {}

  add(event: SweepEvent): void {
    if (event.type === 'sweep-started') {
      this.#total = event.work;
    } else if (event.type === 'stage-started') {
      this.#current = event.work;
      this.#share = 0;
      this.#stageStartMs = this.now();
    } else if (event.type === 'progress' && event.unit === 'images' && event.total) {
      this.#share = event.done! / event.total;
    } else if (event.type === 'epoch') {
      this.#share = event.epoch / event.epochs;
    } else if (event.type === 'stage-ended' && this.#stageStartMs !== undefined) {
      this.#busyMs += this.now() - this.#stageStartMs;
      this.#done += this.#current;
      this.#current = 0;
      this.#share = 0;
      this.#stageStartMs = undefined;
    }
  }

  /** 0–1. */
  get share(): number {
    return this.#total === 0 ? 1 : Math.min(1, this.#worked / this.#total);
  }

  /** None until enough has been seen to tell. */
  get secondsLeft(): number | undefined {
    const busyMs = this.#busyMs + (this.#stageStartMs === undefined ? 0 : this.now() - this.#stageStartMs);
    if (this.#worked === 0 || busyMs < 2000) return undefined;
    return (Math.max(0, this.#total - this.#worked) * (busyMs / this.#worked)) / 1000;
  }

  get #worked(): number {
    return this.#done + this.#current * Math.min(1, this.#share);
  }
}
