/** Bounds what is held in memory at a time; one item always fits, however large. */
export class ByteBudget {
  #held = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly bytes: number) {}

  /** Waits until there is room. Who takes bytes gives them back. */
  async take(bytes: number): Promise<void> {
    while (this.#held > 0 && this.#held + bytes > this.bytes)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#held += bytes;
  }

  give(bytes: number): void {
    this.#held -= bytes;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
