import type { Progress } from '@thaw/core';

/** Thins out news about one piece of work: the first, the last, and between them no more than one in a while. */
export class ProgressPace {
  /** Of each piece of work, when it was last spoken of, and whether its end was. */
  readonly #said = new Map<string, { readonly timeMs: number; readonly isOver: boolean }>();

  constructor(private readonly quietMs: number) {}

  isDue({ label, done, total }: Progress): boolean {
    const now = performance.now();
    const isOver = done !== undefined && done === total;
    const said = this.#said.get(label);
    const isDue = !said || isOver !== said.isOver || (!isOver && now - said.timeMs > this.quietMs);
    if (isDue) this.#said.set(label, { timeMs: now, isOver });
    return isDue;
  }
}
