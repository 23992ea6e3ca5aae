import type { StageRef, StageStore, Weights } from '@thaw/core';

/** A state of a training, as the store has it. */
interface StoredState {
  readonly stage: StageRef;
  readonly name: string;
}

/** The weights that this process has stored last: what follows need not read them. Holds those of one state. */
export class RecentWeights {
  #held: (StoredState & { readonly sha256: string; readonly weights: Weights }) | undefined;

  /** Of what was stored just now. */
  async keep(store: StageStore, { stage, name }: StoredState, weights: Weights): Promise<void> {
    const sha256 = await contentOf(store, { stage, name });
    this.#held = sha256 === undefined ? undefined : { stage, name, sha256, weights };
  }

  clear(): void {
    this.#held = undefined;
  }

  /** None where they are others', or where another process has stored others in their place. */
  async of(store: StageStore, { stage, name }: StoredState): Promise<Weights | undefined> {
    const held = this.#held;
    const isThis = held?.stage.kind === stage.kind && held.stage.key === stage.key && held.name === name;
    return isThis && held.sha256 === (await contentOf(store, { stage, name })) ? held.weights : undefined;
  }
}

const contentOf = async (store: StageStore, { stage, name }: StoredState): Promise<string | undefined> =>
  (await store.describe(stage)).blobs.get(name)?.sha256;
