import { journalsIn, readSweep } from '@thaw/tracker/journals';
import { chooseRuns, type RunChoice, type StoredRun } from '../runs/choose-runs.js';
import { inCall } from './call.js';
import { checkOptions } from './check-options.js';
import { openSession } from './open-session.js';
import type { StoreOptions } from './options.js';

export interface ReadRunsOptions extends StoreOptions, RunChoice {}

/**
 * The runs of a store with their metrics and stages, as the journals of its sweeps have them.
 * @throws ThawError where there is no such store, or the choice names nothing.
 */
export const readRuns = (options: ReadRunsOptions = {}): Promise<readonly StoredRun[]> =>
  inCall({}, async (call) => {
    checkOptions(options);
    const { journals } = await openSession(options, { ...call, mustExist: true, isObserver: true });
    const runs: StoredRun[] = [];
    for (const file of await journalsIn(journals)) {
      const { sweep, runs: records } = await readSweep(file);
      const { name: sweepName, overrides = [] } = sweep ?? {};
      runs.push(...records.map((record) => ({ ...record, sweepName, overrides })));
    }
    return chooseRuns(runs, options);
  });
