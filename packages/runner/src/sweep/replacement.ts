import type { Stage, StageKind } from '@thaw/core';

/** What a sweep is not to take from the store: stages of some kinds, and all that is made from them. Each is replaced once. */
export class Replacement {
  /** Keys of those that are still to be replaced. */
  readonly recomputed = new Set<string>();
  readonly #all = new Set<string>();

  constructor(private readonly kinds: readonly StageKind[]) {}

  /** Parents come first, and what is made from a stage that is replaced would else say what it said before. */
  extend(stages: readonly Pick<Stage, 'kind' | 'key' | 'parents'>[]): void {
    for (const { kind, key, parents } of stages) {
      if (this.#all.has(key)) continue;
      if (!this.kinds.includes(kind) && !parents.some((parent) => this.#all.has(parent))) continue;
      this.#all.add(key);
      this.recomputed.add(key);
    }
  }

  done(keys: readonly string[]): void {
    for (const key of keys) this.recomputed.delete(key);
  }
}
