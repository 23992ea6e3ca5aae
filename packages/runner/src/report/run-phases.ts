import { readTrajectory, type EpochRecord, type RunConfig } from '@thaw/core';
import type { ReportRun, RunRecord } from '@thaw/tracker';

/** Where the phases of a run end in its history: a stop rule may end one early. */
export function runPhases({ history }: RunRecord, { phases }: RunConfig): ReportRun['phases'] {
  const epochs = epochRecords(history);
  let first = 0;
  return phases
    .map(({ name, ...reading }) => {
      const { lastEpoch } = readTrajectory(epochs.slice(first), reading);
      first += lastEpoch;
      return { name, epochs: lastEpoch };
    })
    .filter((phase) => phase.epochs > 0);
}

/** What is known of each epoch again, from one list a metric. */
function epochRecords(history: RunRecord['history']): readonly EpochRecord[] {
  const trained = Object.entries(history).filter(
    ([, values]) => values.length === (history['loss'] ?? []).length,
  );
  return (history['loss'] ?? []).map((_, index) => ({
    epoch: index + 1,
    step: 0,
    metrics: Object.fromEntries(trained.map(([name, values]) => [name, Number(values[index])])),
    seconds: 0,
    timeMs: 0,
  }));
}
