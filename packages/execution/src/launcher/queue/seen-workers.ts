interface SeenWorker {
  readonly node: string;
  readonly hasEnded: boolean;
}

/** What workers have said of themselves. */
export class SeenWorkers {
  readonly #seen = new Map<string, SeenWorker>();

  /** Whether any has said a word. */
  get areSome(): boolean {
    return this.#seen.size > 0;
  }

  has(worker: string): boolean {
    return this.#seen.has(worker);
  }

  began(worker: string, node: string): void {
    this.#seen.set(worker, { node, hasEnded: false });
  }

  /** It has said so, or it is known to be dead. */
  ended(worker: string): void {
    this.#seen.set(worker, { node: this.nodeOf(worker), hasEnded: true });
  }

  hasEnded(worker: string): boolean {
    return this.#seen.get(worker)?.hasEnded === true;
  }

  nodeOf(worker: string): string {
    return this.#seen.get(worker)?.node ?? 'an unknown node';
  }

  titleOf(worker: string): string {
    return `worker ${worker} on ${this.nodeOf(worker)}`;
  }
}
