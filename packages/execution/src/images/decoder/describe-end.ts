import { ThawError } from '@thaw/core';
import type { ProcessEnd } from './starting.js';

/** How a process ended that decoded images, and was not told to end. */
export function describeEnd({ code, signal, text, shortage }: ProcessEnd): ThawError {
  const how = signal
    ? `it was ended by ${signal}`
    : code === null
      ? 'it did not start'
      : `it exited with code ${code}`;
  const found = text ? `${how}; its last words:\n${text}` : how;
  // The kernel ends processes with SIGKILL where memory runs out.
  const isShort = signal === 'SIGKILL' || shortage !== undefined;
  return new ThawError(
    isShort
      ? {
          code: 'THAW-RUN-OUT-OF-MEMORY',
          message: 'memory ran out while images were decoded',
          found,
          remedy:
            'let fewer processes decode, with --threads, or close other programs; what is computed is kept',
        }
      : {
          code: 'THAW-RUN-WORKER-DIED',
          message: 'a process that decoded images died',
          found,
          remedy: text.includes('ENOSPC')
            ? 'make room in /dev/shm and in the folder for temporary files, or let fewer processes decode, with --threads; what is computed is kept'
            : 'run the same command again; what is computed is kept',
        },
  );
}
