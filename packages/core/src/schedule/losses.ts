/** A first loss is damage; with a second one something else is wrong. */
const most = 1;

/** Stages that turned out not to be stored, though others are to be made from them. */
export class Losses {
  readonly #counts = new Map<string, number>();
  /** Computed for the second time: runs know of them. */
  readonly #lost = new Set<string>();

  /** Whether there is hope that a stage can be had once what was lost of what it is made from is computed again. */
  add(stage: string, lost: readonly string[]): boolean {
    const count = (this.#counts.get(stage) ?? 0) + 1;
    this.#counts.set(stage, count);
    if (count > most || lost.length === 0) return false;
    for (const key of lost) this.#lost.add(key);
    return true;
  }

  has(key: string): boolean {
    return this.#lost.has(key);
  }
}
