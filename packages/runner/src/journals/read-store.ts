import type { ComparedNetworks, RunConfig, StageOutcome } from '@thaw/core';
import { journalsIn, readSweep, type RunRecord, type SweepRecord } from '@thaw/tracker/journals';
import { configOf } from './config-of.js';
import { networksOf } from './networks-of.js';

/** What the journals of a store tell. */
export interface StoreRecords {
  readonly sweeps: readonly JournaledSweep[];
  /** Seconds that each stage took to compute, by its key, in all sweeps: one may use what another has computed. */
  readonly stageSeconds: ReadonlyMap<string, number>;
}

export interface JournaledSweep {
  readonly sweep: SweepRecord;
  readonly runs: readonly RunRecord[];
  /** Every computation of a stage. */
  readonly computed: readonly StageOutcome[];
  /** Of each run, by its id. */
  readonly configs: ReadonlyMap<string, RunConfig>;
  /** How networks compared before anything was trained, if that was asked. */
  readonly networks?: ComparedNetworks;
}

export async function readStore(journals: string): Promise<StoreRecords> {
  const sweeps: JournaledSweep[] = [];
  const stageSeconds = new Map<string, number>();
  for (const file of await journalsIn(journals)) {
    const configs = new Map<string, RunConfig>();
    let networks: ComparedNetworks | undefined;
    const { sweep, runs, computed } = await readSweep(file, (event) => {
      const told = configOf(event);
      if (told) configs.set(told.run, told.config);
      networks = networksOf(event) ?? networks;
    });
    // A stage that was computed in parts, as a trajectory that was extended, took the time of all of them.
    for (const { key, seconds } of computed) stageSeconds.set(key, (stageSeconds.get(key) ?? 0) + seconds);
    if (sweep) sweeps.push({ sweep, runs, configs, computed, ...(networks && { networks }) });
  }
  return { sweeps, stageSeconds };
}
