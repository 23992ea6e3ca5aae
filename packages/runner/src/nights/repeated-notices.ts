/** What is said again at each look, such as what is wrong with a spec, is told once as long as it stays the same. */
export class RepeatedNotices {
  #before: ReadonlySet<string> = new Set();
  #now = new Set<string>();

  isNew(notice: string): boolean {
    this.#now.add(notice);
    return !this.#before.has(notice);
  }

  /** Another look begins. */
  next(): void {
    this.#before = this.#now;
    this.#now = new Set();
  }
}
