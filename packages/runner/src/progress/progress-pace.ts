import type { Progress } from '@thaw/core';

/** Thins out news about one piece of work: the first, the last, and between them no more than one in a while. */
export class ProgressPace {
  /** Of each piece of work, when it was last spoken of, and whether its end was. */
  readonly #said = new Map<string, { readonly timeMs: number; readonly isOver: boolean }>();

  constructor(private readonly quietMs: number) {}

  isDue({ stage = '', label, done, total }: Progress & { readonly stage?: string }): boolean {
    const now = performance.now();
    const isOver = done !== undefined && done === total;
    const piece = `${stage} ${label}`;
    const said = this.#said.get(piece);
    const isDue = !said || isOver !== said.isOver || (!isOver && now - said.timeMs > this.quietMs);
    if (isDue) this.#said.set(piece, { timeMs: now, isOver });
    return isDue;
  }
}
