import type { StageEnd } from './run-news.js';

/** What has become of stages, each until a run is told of it: the first that needs it. */
export class Untold {
  readonly #ends = new Map<string, StageEnd>();

  add(end: StageEnd): void {
    this.#ends.set(end.stage.key, end);
  }

  /** For a run that is told of the stage now. */
  take(key: string): StageEnd | undefined {
    const end = this.#ends.get(key);
    this.#ends.delete(key);
    return end;
  }

  /** Of stages that no run needs any more: there is nobody left to tell. */
  takeUnneeded(isNeeded: (key: string) => boolean): readonly StageEnd[] {
    const unneeded = [...this.#ends.values()].filter(({ stage }) => !isNeeded(stage.key));
    for (const { stage } of unneeded) this.#ends.delete(stage.key);
    return unneeded;
  }
}
