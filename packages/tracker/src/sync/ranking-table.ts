import type { SweepState } from '../runs/sweep-state.js';
import { loggedTable, tablesFolder } from './logged-table.js';
import { metricName } from './metric-names.js';
import { lastOf, rankRuns } from './rank-sweep.js';

export const rankingPath = `${tablesFolder}ranking.json`;

const shownMetrics = [
  'val_loss',
  'val_accuracy',
  'val_macro_f1',
  'test_loss',
  'test_accuracy',
  'test_macro_f1',
];

/** The runs that have started, best first, with the settings that they do not have in common. */
export function rankingTable(sweep: SweepState): string {
  const { differs = [], objective } = sweep.started!;
  const metrics = shownMetrics.filter((metric) => sweep.runs.some(({ series }) => series.has(metric)));
  return loggedTable(
    ['rank', 'run', ...differs, `objective: ${objective.metric}`, ...metrics.map(metricName), 'status', 'id'],
    rankRuns(sweep).map(({ run, value }, index) => [
      value === undefined ? null : index + 1,
      run.name,
      ...differs.map((path) => run.params[path] ?? null),
      value ?? null,
      ...metrics.map((metric) => lastOf(run, metric) ?? null),
      run.status,
      run.id,
    ]),
  );
}
