import { ThawError, type Problem, type SourcePosition } from '@thaw/core';

/** Problems by what they say and where: of those that many runs have each is told once. */
export class DistinctProblems {
  readonly #problems = new Map<string, Problem>();

  get all(): readonly Problem[] {
    return [...this.#problems.values()];
  }

  add(problems: readonly Problem[]): void {
    for (const problem of problems)
      this.#problems.set(JSON.stringify([problem.position, problem.message]), problem);
  }

  /** What `act` returns, or undefined and the problems that it throws, those without a place at `position`. */
  collect<Value>(act: () => Value, position?: () => SourcePosition): Value | undefined {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof ThawError)) throw error;
      const place = position && { position: position() };
      this.add(error.problems.map((problem) => ({ ...place, ...problem })));
      return undefined;
    }
  }

  throwAny(): void {
    if (this.#problems.size > 0) throw new ThawError(this.all);
  }
}
