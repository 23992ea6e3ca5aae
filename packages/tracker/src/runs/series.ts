import type { JournaledPoints } from '@thaw/core';

/**
 * The points of one metric of one run, one a step, in order of steps. Parallel arrays of numbers, so that a million
 * points take some 32 MB.
 */
export class Series implements JournaledPoints {
  readonly steps: number[] = [];
  readonly values: number[] = [];
  /** When each value was first recorded, Unix time. */
  readonly timesMs: number[] = [];
  /** The attempt of the run that recorded it last. */
  readonly attempts: number[] = [];

  get length(): number {
    return this.steps.length;
  }

  /** Where a step is, or undefined. */
  find(step: number): number | undefined {
    const index = this.#place(step);
    return this.steps[index] === step ? index : undefined;
  }

  set(step: number, value: number, timeMs: number, attempt: number): void {
    const index = this.#place(step);
    if (index === this.length) {
      // Most points come so, and a splice makes a list of what it took out.
      this.steps.push(step);
      this.values.push(value);
      this.timesMs.push(timeMs);
      this.attempts.push(attempt);
      return;
    }
    const replaced = this.steps[index] === step ? 1 : 0;
    this.steps.splice(index, replaced, step);
    this.values.splice(index, replaced, value);
    this.timesMs.splice(index, replaced, timeMs);
    this.attempts.splice(index, replaced, attempt);
  }

  /** Drops the points that do not pass. */
  keep(passes: (index: number) => boolean): void {
    let kept = 0;
    for (let index = 0; index < this.length; index++) {
      if (!passes(index)) continue;
      for (const list of [this.steps, this.values, this.timesMs, this.attempts]) list[kept] = list[index]!;
      kept++;
    }
    for (const list of [this.steps, this.values, this.timesMs, this.attempts]) list.length = kept;
  }

  /** The first index whose step is not smaller. Points mostly come in order, at the end. */
  #place(step: number): number {
    let low = 0;
    let high = this.length;
    if (high > 0 && this.steps[high - 1]! < step) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.steps[middle]! < step) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
