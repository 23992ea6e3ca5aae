/** Kibibytes, so that what a machine has is a number of 31 bits. */
const unitBytes = 1024;

/**
 * Bounds what several threads hold together. Who wants more than is left blocks its thread until others have given;
 * what is larger than all of it goes in alone.
 */
export class SharedBudget {
  static readonly bytes = Int32Array.BYTES_PER_ELEMENT;
  readonly #held: Int32Array;

  constructor(
    buffer: SharedArrayBuffer,
    private readonly budgetBytes: number,
  ) {
    this.#held = new Int32Array(buffer);
  }

  /** Who holds something of it takes no more: two that wait for each other would wait for ever. */
  take(bytes: number): void {
    const limit = this.budgetBytes / unitBytes;
    const units = unitsOf(bytes);
    for (;;) {
      const held = Atomics.load(this.#held, 0);
      if (held > 0 && held + units > limit) Atomics.wait(this.#held, 0, held);
      else if (Atomics.compareExchange(this.#held, 0, held, held + units) === held) return;
    }
  }

  give(bytes: number): void {
    Atomics.sub(this.#held, 0, unitsOf(bytes));
    Atomics.notify(this.#held, 0);
  }
}

/** A header may claim anything: two that claim the most still fit into 31 bits. */
const unitsOf = (bytes: number): number => Math.min(Math.ceil(bytes / unitBytes), 2 ** 29);
