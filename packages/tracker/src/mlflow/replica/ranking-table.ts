import { own, rankRuns, shownMetrics, type JournaledSweep } from '@thaw/core';
import { loggedTable, tablesFolder } from './logged-table.js';
import { finalName } from './metric-names.js';

export const rankingPath = `${tablesFolder}ranking.json`;

/** The runs that have started, best first, with the settings that they do not have in common. */
export function rankingTable(sweep: JournaledSweep): string {
  const { differs = [], objective } = sweep.started;
  const metrics = shownMetrics.table.filter((metric) =>
    sweep.currentRuns.some(({ metrics: of }) => own(of, metric) !== undefined),
  );
  return loggedTable(
    ['rank', 'run', ...differs, `objective: ${objective.metric}`, ...metrics.map(finalName), 'status', 'id'],
    rankRuns(sweep.currentRuns, objective, (run) => run).map(({ run, rank, value }) => [
      rank ?? null,
      run.name,
      ...differs.map((path) => own(run.params, path) ?? null),
      value ?? null,
      ...metrics.map((metric) => own(run.metrics, metric) ?? null),
      run.status,
      run.id,
    ]),
  );
}
