import { ThawError } from '@thaw/core';
import { fileProblem } from '../files/file-problem.js';

/** What is thrown where a file cannot be written to the cache; any other error as it is. */
export const cannotStore = (path: string, error: unknown): unknown =>
  fileProblem(error)
    ? new ThawError(
        {
          code: 'THAW-WEIGHTS-CACHE',
          message: `${path} cannot be written`,
          found: (error as Error).message,
          remedy: 'Make room or give rights there, or set THAW_CACHE to another folder.',
        },
        { cause: error },
      )
    : error;
