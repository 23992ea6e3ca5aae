import type { SweepEvent } from '../events/sweep-event.js';

/** What a stage or a sweep comes to: seconds on this machine where its speed is known, else operations. */
type Sized = { readonly work: number; readonly expectedSeconds?: number };

/** A stage that is under way. */
interface Running {
  readonly size: number;
  /** How much of it is done: 0–1. */
  share: number;
}

/**
 * How far a sweep has come, and how long it will take: by what its stages should take, at the speed seen so far. Where
 * that is not known their operations have to do, by which training a head is nothing beside a pass through the network.
 * Only time in which stages are under way counts, one or several, so that a download does not spoil the estimate.
 */
export class WorkClock {
  #isInSeconds = false;
  #total = 0;
  #done = 0;
  /** By key. */
  readonly #running = new Map<string, Running>();
  readonly #brokenOff = new Set<string>();
  #busySinceMs: number | undefined;
  #busyMs = 0;

  constructor(private readonly now: () => number) {}

  add(event: SweepEvent): void {
    switch (event.type) {
      case 'sweep-started':
        this.#isInSeconds = (event.expectedSeconds ?? 0) > 0;
        this.#total = this.#sizeOf(event);
        return;
      case 'run-added':
        this.#total += this.#sizeOf(event);
        return;
      case 'stage-started':
        if (this.#brokenOff.delete(event.key)) this.#total += this.#sizeOf(event);
        this.#running.set(event.key, { size: this.#sizeOf(event), share: 0 });
        this.#busySinceMs ??= this.now();
        return;
      case 'progress':
        if (event.stage !== undefined && event.unit === 'images' && event.total)
          this.#comeTo(event.stage, event.done! / event.total);
        return;
      case 'epoch':
        return this.#comeTo(event.stage, event.epoch / event.epochs);
      case 'stage-ended':
        return this.#end(event);
      default:
    }
  }

  #comeTo(stage: string, share: number): void {
    const running = this.#running.get(stage);
    if (running) running.share = share;
  }

  #end(event: SweepEvent & { type: 'stage-ended' }): void {
    const { key, status } = event;
    const running = this.#running.get(key);
    // One that was not started came along with another.
    if (!running && status === 'computed') this.#done += this.#sizeOf(event);
    if (!running) return;
    this.#running.delete(key);
    if (status === 'broken-off') {
      this.#brokenOff.add(key);
      this.#total -= running.size;
    } else {
      this.#done += running.size;
    }
    if (this.#running.size > 0) return;
    this.#busyMs += this.now() - this.#busySinceMs!;
    this.#busySinceMs = undefined;
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
    const busyMs = this.#busyMs + (this.#busySinceMs === undefined ? 0 : this.now() - this.#busySinceMs);
    if (this.#worked === 0 || busyMs < 2000) return undefined;
    const seconds = ((this.#total - this.#worked) * (busyMs / this.#worked)) / 1000;
    return seconds < 0.5 ? undefined : seconds;
  }

  get #worked(): number {
    return [...this.#running.values()].reduce(
      (worked, { size, share }) => worked + size * Math.min(1, share),
      this.#done,
    );
  }
}
