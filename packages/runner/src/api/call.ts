import { withFileProblems } from '@thaw/execution/files';
import { isUnreachable, OutageNotices } from '@thaw/execution/store';
import type { Report } from '@thaw/execution/stages';
import type { OnSweepEvent } from '../events/sweep-event.js';
import { checkOptions } from './check-options.js';
import type { CallOptions } from './options.js';

/** How work tells of itself to whoever called it, and learns that it shall end. */
export interface Call extends Report {
  readonly onEvent: OnSweepEvent;
}

/** Does a piece of work for a caller of the library. Expected failures are ThawErrors, those of a file system too. */
export async function inCall<Result>(
  options: CallOptions,
  work: (call: Call) => Promise<Result>,
): Promise<Result> {
  checkOptions(options);
  const { onEvent, signal } = options;
  const refusal = new AbortController();
  const either = AbortSignal.any(signal ? [signal, refusal.signal] : [refusal.signal]);
  const hearing = new Set<Promise<void>>();
  const tell: OnSweepEvent = (event) => {
    try {
      // An async function passes for one that returns nothing.
      const told: unknown = onEvent?.(event);
      const heard: Promise<void> = Promise.resolve(told)
        .catch((error: unknown) => refusal.abort(error))
        .then(() => void hearing.delete(heard));
      hearing.add(heard);
    } catch (error) {
      refusal.abort(error);
    }
  };
  try {
    either.throwIfAborted();
    const outages = new OutageNotices();
    const result = await work({
      onEvent: tell,
      onNotice(message) {
        if (outages.isNew(message)) tell({ type: 'notice', message });
      },
      onProgress: (progress) => tell({ type: 'progress', ...progress }),
      signal: either,
    });
    await Promise.all(hearing);
    refusal.signal.throwIfAborted();
    return result;
  } catch (error) {
    // What the caller has thrown, or has given as the reason, is the caller's. That a store is away as well, which is then not waited for, is no more to it.
    throw either.aborted && (error === either.reason || isUnreachable(error))
      ? either.reason
      : withFileProblems(error);
  }
}
