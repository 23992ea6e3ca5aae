import { own, shownMetrics, type RunEpoch } from '@thaw/core';
import { loggedTable } from '@thaw/tracker/journals';
import type { Content } from './tracking-log.js';

/** The learning curves of a run as a picture and as a table, by path; nothing of a run that had no epoch. */
export function historyArtifacts(epochs: readonly RunEpoch[]): ReadonlyMap<string, Content> {
  if (epochs.length === 0) return new Map();
  const metrics = [...new Set(epochs.flatMap((epoch) => Object.keys(epoch.metrics)))];
  const rows = epochs.map(({ step, phase, metrics: values }) => [
    step,
    phase,
    // JSON has no NaN; an empty cell is what a table shows of it.
    ...metrics.map((name) => (Number.isFinite(own(values, name)) ? own(values, name)! : null)),
  ]);
  const curves = epochs.map(({ step, phase, metrics: values }) => ({ step, phase, metrics: drawn(values) }));
  return new Map<string, Content>([
    ['plots/learning_curves.svg', { picture: 'curves', of: curves }],
    ['tables/learning_curves.json', loggedTable(['epoch', 'phase', ...metrics], rows)],
  ]);
}

const drawnMetrics: ReadonlySet<string> = new Set(
  shownMetrics.curves.flatMap((metric) => [metric, `val_${metric}`]),
);

const drawn = (metrics: RunEpoch['metrics']): RunEpoch['metrics'] =>
  Object.fromEntries(Object.entries(metrics).filter(([name]) => drawnMetrics.has(name)));
