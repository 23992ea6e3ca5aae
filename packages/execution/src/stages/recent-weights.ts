import type { StageRef, StageStore, Weights } from '@thaw/core';

/** A state of a training, as the store has it. */
interface StoredState {
  readonly stage: StageRef;
  readonly name: string;
}

/** As this process has written it: by now there may be another in its place. */
interface WrittenState extends StoredState {
  readonly sha256: string;
}

/** The weights that this process has stored last: what follows need not read them. Holds those of one state. */
export class RecentWeights {
  #held: (WrittenState & { readonly weights: Weights }) | undefined;

  keep({ stage, name, sha256 }: WrittenState, weights: Weights): void {
    this.#held = { stage, name, sha256, weights };
  }

  clear(): void {
    this.#held = undefined;
  }

  /** None where they are others', or where another process has stored others in their place. */
  async of(store: StageStore, { stage, name }: StoredState): Promise<Weights | undefined> {
    const held = this.#held;
    const isThis = held?.stage.kind === stage.kind && held.stage.key === stage.key && held.name === name;
    if (!isThis) return undefined;
    const stored = (await store.describe(stage)).blobs.get(name);
    return stored?.sha256 === held.sha256 ? held.weights : undefined;
  }
}
