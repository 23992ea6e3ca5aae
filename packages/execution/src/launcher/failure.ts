import { ThawError, type FailureCause, type Problem } from '@thaw/core';
import { fileProblem } from '../files/file-problem.js';
import { saysOutOfMemory, type LastWords } from './last-words.js';
import type { WorkerFailure } from './messages.js';

const memoryProblem = (found: string): Problem => ({
  code: 'THAW-RUN-OUT-OF-MEMORY',
  message: 'memory ran out while a stage was computed',
  found,
  remedy:
    'lower batchSize or backbone.imageSize, write memory: rematerialise, thaw fewer layers, have fewer --workers if there are several, or close other programs; finished epochs are kept',
});

const diskProblem = (found: string): Problem => ({
  code: 'THAW-STORE-FULL',
  message: 'the disk of the store is full',
  found,
  remedy:
    'make room or name another folder with --store, then run the same command again; what is stored is kept',
});

/** What a worker tells of an error; what people can act on becomes a problem. */
export function describeFailure(error: unknown, signal: AbortSignal): WorkerFailure {
  if (signal.aborted) return { kind: 'aborted' };
  if (error instanceof ThawError) return { kind: 'problems', problems: error.problems };
  const { message, code, stack }: NodeJS.ErrnoException =
    error instanceof Error ? error : new Error(String(error));
  if (code === 'ENOSPC' || code === 'EDQUOT') return { kind: 'problems', problems: [diskProblem(message)] };
  if (code === 'RESOURCE_EXHAUSTED' || saysOutOfMemory(message))
    return { kind: 'problems', problems: [memoryProblem(message)] };
  const problem = fileProblem(error);
  if (problem) return { kind: 'problems', problems: [problem] };
  return { kind: 'defect', stack: stack ?? message };
}

/** The error that a worker has told of. */
export function failureOf(failure: WorkerFailure): Error {
  if (failure.kind === 'problems') return new ThawError(failure.problems);
  const error = new Error(failure.kind === 'defect' ? failure.stack.split('\n')[0] : 'it was broken off');
  if (failure.kind === 'defect') error.stack = failure.stack;
  return error;
}

/** How a worker ended that told nothing: by a signal, or by an exit in native code. */
export function describeDeath(code: number | null, signal: string | null, words: LastWords): ThawError {
  const how = signal ? `it was ended by ${signal}` : `it exited with code ${code}`;
  const found = words.text ? `${how}; its last words:\n${words.text}` : how;
  // The kernel ends whoever needs most with SIGKILL; V8 and TensorFlow abort when an allocation fails.
  if (signal === 'SIGKILL' || words.shortage !== undefined) return new ThawError(memoryProblem(found));
  return new ThawError({
    code: 'THAW-RUN-WORKER-DIED',
    message: 'the process that computed a stage died',
    found,
    remedy: 'run the same command again to go on from the last checkpoint; `thaw doctor` checks the backend',
  });
}

/** The class of a failure, for `thaw runs --json` and for tags. */
export function causeOf(error: unknown): FailureCause {
  if (!(error instanceof ThawError)) return 'internal';
  const codes = error.problems.map(({ code }) => code);
  if (codes.includes('THAW-RUN-OUT-OF-MEMORY')) return 'out-of-memory';
  if (codes.includes('THAW-RUN-DIVERGED')) return 'diverged';
  if (codes.some((code) => code.startsWith('THAW-DATA-'))) return 'bad-data';
  return codes.includes('THAW-RUN-WORKER-DIED') ? 'internal' : 'other';
}
