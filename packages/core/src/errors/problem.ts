/** Where in a file something was found. Lines and columns count from 1; offsets count characters from 0. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Characters to underline, at least 1. */
  readonly length: number;
  /** The line as it stands in the file, so that a problem can be shown without the file at hand. */
  readonly excerpt?: string;
  /**
   * In a spec that is an object, the way to the part: `['phases', 0, 'epochs']`. Line, column and excerpt are then those
   * of the YAML that says the same.
   */
  readonly keys?: readonly (string | number)[];
  /** In a file that a spec extends: where that is said, the nearest file first, up to the spec itself. */
  readonly extendedBy?: readonly SourcePosition[];
}

/**
 * One thing that is wrong, said so that a person can mend it: what happened, where, what was expected,
 * what was found and what to do. Problems are values: a check collects all of them before anyone is told.
 */
export interface Problem {
  /** Stable and documented in `docs/errors.md`, for example `THAW-SPEC-UNKNOWN-KEY`. */
  readonly code: string;
  readonly message: string;
  readonly position?: SourcePosition;
  readonly expected?: string;
  readonly found?: string;
  readonly remedy?: string;
}

/** Every expected failure of Thaw. Anything else that is thrown is a defect of Thaw and prints a stack. */
export class ThawError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: Problem | readonly Problem[], options?: ErrorOptions) {
    const list: readonly Problem[] = Array.isArray(problems) ? problems : [problems as Problem];
    super(list.map((problem) => `${problem.code}: ${problem.message}`).join('\n'), options);
    this.name = 'ThawError';
    this.problems = list;
  }
}
