import { ThawError } from '@thaw/core';
import { withFileProblems } from '../files/file-problem.js';

/** Why a run failed: expected failures in their own words, a defect with its stack, for a report. */
export function reasonOf(thrown: unknown): string {
  const error = withFileProblems(thrown);
  if (!(error instanceof ThawError)) {
    return `internal: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
  return error.problems
    .map(({ code, message, found, remedy }) =>
      [`${code}: ${message}`, found && `found: ${found}`, remedy && `mend: ${remedy}`]
        .filter(Boolean)
        .join('; '),
    )
    .join('\n');
}
