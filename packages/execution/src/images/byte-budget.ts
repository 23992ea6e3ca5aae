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

  async hold<Result>(bytes: number, use: () => Promise<Result>): Promise<Result> {
    await this.take(bytes);
    try {
      return await use();
    } finally {
      this.give(bytes);
    }
  }

  give(bytes: number): void {
    this.#held -= bytes;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
