import { queueFolder } from '@thaw/execution/queue';
import { isSweepAlive, journalPath, journalStart, readEntriesFrom } from '@thaw/tracker/journals';
import { setTimeout as sleep } from 'node:timers/promises';
import { findRun, readJournals } from '../journals/journaled-runs.js';
import { journalLine, type LogLine } from '../run-log/log-line.js';
import { WorkerOutput } from '../run-log/worker-output.js';
import { checkOptions } from './check-options.js';
import { openSession } from './open-session.js';
import type { CallOptions, StoreOptions } from './options.js';

export interface ReadLogOptions extends StoreOptions, Pick<CallOptions, 'signal'> {
  /** The id of the run, or its beginning. */
  readonly run: string;
  /** Whether to wait for more until nobody executes its sweep any more. Default: false. */
  readonly follow?: boolean;
}

const lookMs = 1000;

/**
 * What the journal of its sweep says of a run, epoch by epoch, and what workers of a cluster say of what they compute of it.
 * @throws ThawError where there is no such store, or no such run.
 */
export async function* readLog(options: ReadLogOptions): AsyncGenerator<LogLine> {
  checkOptions(options);
  const { run: wanted, follow = false, signal } = options;
  const { folder, journals } = await openSession(options, {
    onNotice() {},
    mustExist: true,
    isObserver: true,
  });
  const { record, sweep } = findRun((await readJournals(journals)).runs, wanted);
  const journal = journalPath(journals, sweep.id);
  const output = new WorkerOutput(queueFolder(folder, sweep.id), record.id);
  for (let [from, isMore] = [journalStart, true]; isMore;) {
    // Before it is read: what ends meanwhile has written so.
    isMore = follow && (await isSweepAlive(journal));
    const lines: LogLine[] = [];
    for await (const { event, end } of readEntriesFrom(journal, from)) {
      from = end;
      if ('run' in event && event.run === record.id) lines.push(...journalLine(event));
    }
    yield* [...lines, ...(await output.next())].toSorted((a, b) => a.timeMs - b.timeMs);
    if (isMore) await sleep(lookMs, undefined, { signal });
  }
}
