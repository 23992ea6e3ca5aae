import { drawCurves, loggedTable, type RunEpoch } from '@thaw/tracker';
import { own } from '@thaw/core';

/** The learning curves of a run as a picture and as a table, by path; nothing of a run that had no epoch. */
export async function historyArtifacts(epochs: readonly RunEpoch[]): Promise<ReadonlyMap<string, string>> {
  if (epochs.length === 0) return new Map();
  const metrics = [...new Set(epochs.flatMap((epoch) => Object.keys(epoch.metrics)))];
  const rows = epochs.map(({ step, phase, metrics: values }) => [
    step,
    phase,
    // JSON has no NaN; an empty cell is what a table shows of it.
    ...metrics.map((name) => (Number.isFinite(own(values, name)) ? own(values, name)! : null)),
  ]);
  return new Map([
    ['plots/learning_curves.svg', await drawCurves(epochs)],
    ['tables/learning_curves.json', loggedTable(['epoch', 'phase', ...metrics], rows)],
  ]);
}
