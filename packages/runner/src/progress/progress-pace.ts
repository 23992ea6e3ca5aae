import type { Progress } from '@thaw/core';

/** Thins out news about one piece of work: the first, the last, and between them no more than one in a while. */
export class ProgressPace {
  #label: string | undefined;
  #lastMs = -Infinity;

  constructor(private readonly quietMs: number) {}

  isDue({ label, done, total }: Progress): boolean {
    const now = performance.now();
    const isDue =
      label !== this.#label || now - this.#lastMs > this.quietMs || (done !== undefined && done === total);
    if (isDue) [this.#label, this.#lastMs] = [label, now];
    return isDue;
  }
}
