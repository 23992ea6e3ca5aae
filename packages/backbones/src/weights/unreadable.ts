import { ThawError } from '@thaw/core/graph';

/** Why a file cannot be read as weights; the readers throw it, and whoever knows the file's name says it to people. */
export class Unreadable extends Error {
  constructor(
    message: string,
    readonly remedy?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'Unreadable';
  }

  toThawError(file: string, expected: string): ThawError {
    const problem = {
      code: 'THAW-WEIGHTS-UNREADABLE',
      message: `${file} cannot be read as weights`,
      expected,
      found: this.message,
      remedy: this.remedy ?? 'Fetch or save the file again: it is damaged, incomplete or of another kind.',
    };
    return new ThawError(problem, { cause: this });
  }
}
