import type { Claim, ClaimAttempt, ClaimOptions, Lease } from '@thaw/core';

interface HeldClaim {
  readonly process: object;
  readonly purpose: string;
  readonly loss: AbortController;
  /** Called when nobody holds it any more. */
  readonly onEnd: Set<() => void>;
}

/** Who holds claims and leases of a store in memory. A process is known by its object. */
export class MemoryHolders {
  readonly #claims = new Map<string, HeldClaim>();
  readonly #leases = new Map<object, { readonly process: object; readonly keys: readonly string[] }>();
  /** Processes, and claims by themselves. */
  readonly #ended = new Set<object>();

  end(process: object): void {
    this.#ended.add(process);
  }

  /** Whose claim it is was not heard of for a while. */
  expire(stage: string): void {
    this.#ended.add(this.#claims.get(stage)!);
  }

  tryClaim(stage: string, process: object, purpose: string): ClaimAttempt {
    const held = this.#claims.get(stage);
    if (held && !this.#ended.has(held.process) && !this.#ended.has(held))
      return { holder: { name: 'a process in memory', purpose: held.purpose } };
    held?.loss.abort(new Error(`${stage} was taken over`));
    const mine: HeldClaim = { process, purpose, loss: new AbortController(), onEnd: new Set() };
    this.#claims.set(stage, mine);
    const release = async () => {
      if (this.#claims.get(stage) === mine) this.#claims.delete(stage);
      mine.onEnd.forEach((resume) => resume());
    };
    return { claim: { lost: mine.loss.signal, release } };
  }

  async claim(stage: string, process: object, { purpose, signal, onWait }: ClaimOptions): Promise<Claim> {
    for (;;) {
      signal?.throwIfAborted();
      const attempt = this.tryClaim(stage, process, purpose);
      if ('claim' in attempt) return attempt.claim;
      const ended = new Promise<void>((resolve) => {
        this.#claims.get(stage)!.onEnd.add(resolve);
        signal?.addEventListener('abort', () => resolve());
      });
      onWait?.(attempt.holder);
      await ended;
    }
  }

  lease(process: object, keys: Iterable<string>): Lease {
    const id = {};
    const replace = async (needed: Iterable<string>) =>
      void this.#leases.set(id, { process, keys: [...needed] });
    void replace(keys);
    return { replace, release: async () => void this.#leases.delete(id) };
  }

  leased(): ReadonlySet<string> {
    const living = [...this.#leases.values()].filter(({ process }) => !this.#ended.has(process));
    return new Set(living.flatMap(({ keys }) => keys));
  }
}
