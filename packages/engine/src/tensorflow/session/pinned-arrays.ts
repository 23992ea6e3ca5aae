import type { SessionBinding } from '../../native/session-binding.js';
import type { Feed } from './session.js';

/** Below it the driver's own copy is as fast. */
const worthwhileBytes = 256 * 1024;

/** How many hold each array that is pinned, whoever they are: CUDA pins memory once. */
const holders = new WeakMap<SharedArrayBuffer, number>();

/**
 * Shared arrays that are fed again and again, as those that images are decoded into: from the second time on a GPU reads them by
 * itself, several times faster. To pin memory takes longer than to copy it once.
 */
export class PinnedArrays {
  readonly #binding: Pick<SessionBinding, 'pin' | 'unpin'>;
  readonly #seen = new WeakSet<SharedArrayBuffer>();
  /** Kept from being freed while CUDA knows of them. */
  readonly #held = new Set<SharedArrayBuffer>();

  constructor(binding: Pick<SessionBinding, 'pin' | 'unpin'>) {
    this.#binding = binding;
  }

  see(feeds: readonly Feed[]): void {
    for (const { data } of feeds) {
      const { buffer } = data;
      if (!(buffer instanceof SharedArrayBuffer) || buffer.byteLength < worthwhileBytes) continue;
      if (this.#seen.has(buffer)) this.#pin(buffer);
      this.#seen.add(buffer);
    }
  }

  /** To be called when nothing that they were fed to runs any more. */
  release(): void {
    for (const buffer of this.#held) {
      const others = holders.get(buffer)! - 1;
      holders.set(buffer, others);
      if (others === 0) this.#binding.unpin(new Uint8Array(buffer));
    }
    this.#held.clear();
  }

  #pin(buffer: SharedArrayBuffer): void {
    if (this.#held.has(buffer)) return;
    const others = holders.get(buffer) ?? 0;
    if (others === 0 && !this.#binding.pin(new Uint8Array(buffer))) return;
    holders.set(buffer, others + 1);
    this.#held.add(buffer);
  }
}
