import type { RunConfig, StageOutcome, StageRef, StageStore } from '@thaw/core';
import { type Provenance, provenanceName, readProvenance } from '@thaw/execution/provenance';
import { findRun, readJournals, type ComputedBy, type JournaledRun } from '../journals/journaled-runs.js';

/** Everything that is known of how a run came to its result. */
export interface Explanation {
  readonly run: string;
  readonly name: string;
  readonly status: string;
  readonly reason?: string;
  readonly sweep: JournaledRun['sweep'];
  /** Other sweeps that have the same run. */
  readonly alsoIn: readonly JournaledRun['sweep'][];
  readonly metrics: JournaledRun['record']['metrics'];
  readonly config?: RunConfig;
  /** In the order in which they were done. */
  readonly stages: readonly ExplainedStage[];
}

export interface ExplainedStage extends StageOutcome {
  /** Who computed what the store now holds. */
  readonly computedBy?: ComputedBy;
  /** Absent if the stage is not stored any more, or was stored before provenance was. */
  readonly provenance?: Provenance;
  /** What is stored of it. Only provenance is left of features that were evicted. */
  readonly blobs: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
}

/** @throws ThawError `THAW-RUN-UNKNOWN`, `THAW-RUN-AMBIGUOUS`. */
export async function explainRun(
  wanted: string,
  { journals, store }: { readonly journals: string; readonly store: StageStore },
): Promise<Explanation> {
  const { runs, computedBy } = await readJournals(journals);
  const found = findRun(runs, wanted);
  const { record, sweep, config } = found;
  const stages: ExplainedStage[] = [];
  for (const outcome of record.stages) {
    const stage = outcome as StageRef;
    const by = computedBy.get(outcome.key);
    const provenance = await readProvenance(store, stage);
    stages.push({
      ...outcome,
      ...(by && { computedBy: by }),
      ...(provenance && { provenance }),
      blobs: await blobsOf(store, stage),
    });
  }
  return {
    ...{ run: record.id, name: record.name, status: record.status },
    ...(record.reason !== undefined && { reason: record.reason }),
    sweep: {
      ...{ id: sweep.id, name: sweep.name, experiment: sweep.experiment },
      ...(sweep.screened !== undefined && { screened: sweep.screened }),
    },
    alsoIn: runs.filter((run) => run.record.id === record.id && run !== found).map((run) => run.sweep),
    metrics: record.metrics,
    ...(config && { config }),
    stages,
  };
}

async function blobsOf(store: StageStore, stage: StageRef): Promise<ExplainedStage['blobs']> {
  const { blobs } = await store.describe(stage);
  return [...blobs].filter(([name]) => name !== provenanceName).map(([name, facts]) => ({ name, ...facts }));
}
