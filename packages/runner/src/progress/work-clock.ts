import type { SweepEvent } from '../events/sweep-event.js';

/** What a stage or a sweep comes to: seconds on this machine where its speed is known, else operations. */
type Sized = { readonly work: number; readonly expectedSeconds?: number };

/**
 * How far a sweep has come, and how long it will take: by what its stages should take, at the speed seen so far. Where
 * that is not known their operations have to do, by which training a head is nothing beside a pass through the network.
 * Only time inside stages counts, so that a download does not spoil the estimate.
 */
export class WorkClock {
  #isInSeconds = false;
  #total = 0;
  #done = 0;
  #current = 0;
  #share = 0;
  #stageStartMs: number | undefined;
  #busyMs = 0;

  constructor(private readonly now: () => number) {}

  add(event: SweepEvent): void {
    if (event.type === 'sweep-started') {
      this.#isInSeconds = (event.expectedSeconds ?? 0) > 0;
      this.#total = this.#sizeOf(event);
    } else if (event.type === 'stage-started') {
      this.#current = this.#sizeOf(event);
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
    } else if (event.type === 'stage-ended' && event.status === 'computed') {
      // Along with another.
      this.#done += this.#sizeOf(event);
    }
  }

  #sizeOf({ work, expectedSeconds = 0 }: Sized): number {
    return this.#isInSeconds ? expectedSeconds : work;
  }

  /** 0–1. */
  get share(): number {
    return this.#total === 0 ? 1 : Math.min(1, this.#worked / this.#total);
  }

  /** None until enough has been seen to tell, nor once what was expected is over. */
  get secondsLeft(): number | undefined {
    const busyMs = this.#busyMs + (this.#stageStartMs === undefined ? 0 : this.now() - this.#stageStartMs);
    if (this.#worked === 0 || busyMs < 2000) return undefined;
    const seconds = ((this.#total - this.#worked) * (busyMs / this.#worked)) / 1000;
    return seconds < 0.5 ? undefined : seconds;
  }

  get #worked(): number {
    return this.#done + this.#current * Math.min(1, this.#share);
  }
}
