/** Which runs of a sweep's journal are not of the sweep any more. */
export class FormerRuns {
  readonly #former = new Set<string>();
  #named: ReadonlySet<string> | undefined;

  has(run: string): boolean {
    return this.#former.has(run);
  }

  /**
   * The sweep is started with these runs, which are certain; `known` are in its journal. Where others were certain before it is
   * another set of runs, and what its search had proposed besides is as old as they.
   */
  start(certain: readonly string[], known: Iterable<string>): void {
    const named = new Set(certain);
    const isSame = !this.#named || areEqual(this.#named, named);
    if (!isSame) for (const run of known) if (!named.has(run)) this.#former.add(run);
    for (const run of certain) this.#former.delete(run);
    this.#named = named;
  }

  /** A run has been started since. */
  join(run: string): void {
    this.#former.delete(run);
  }
}

const areEqual = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  one.size === other.size && [...one].every((each) => other.has(each));
