import { ThawError } from '@thaw/core';
import type { RunRecord } from '@thaw/tracker';
import type { JournaledSweep } from './read-store.js';

export interface FoundRun {
  readonly sweep: JournaledSweep;
  readonly record: RunRecord;
}

/** The run whose id begins like this. In several sweeps it is the same run; the one that finished is taken. */
export function findRun(sweeps: readonly JournaledSweep[], prefix: string): FoundRun {
  const found = sweeps.flatMap((sweep) =>
    sweep.runs.filter(({ id }) => id.startsWith(prefix)).map((record) => ({ sweep, record })),
  );
  const ids = [...new Set(found.map(({ record }) => record.id))];
  if (ids.length > 1) throw ambiguous(prefix, ids);
  const run = found.find(({ record }) => record.status === 'finished') ?? found[0];
  if (!run) throw unknown(prefix);
  return run;
}

const unknown = (prefix: string): ThawError =>
  new ThawError({
    code: 'THAW-COMPARE-NO-RUN',
    message: `no run in this store has an id that begins with ${JSON.stringify(prefix)}`,
    expected: 'the id of a run, or how it begins',
    found: JSON.stringify(prefix),
    remedy: 'list the runs with `thaw runs`, or name another store with --store',
  });

const ambiguous = (prefix: string, ids: readonly string[]): ThawError =>
  new ThawError({
    code: 'THAW-COMPARE-AMBIGUOUS-RUN',
    message: `${ids.length} runs have an id that begins with ${JSON.stringify(prefix)}`,
    expected: 'one run',
    found: ids.slice(0, 8).join(', ') + (ids.length > 8 ? ', …' : ''),
    remedy: 'write more of the id',
  });
