import {
  meanOf,
  objectivesIn,
  own,
  rankGroups,
  rankRuns,
  shownMetrics,
  type JournaledRun,
  type JournaledSweep,
  type RankedGroup,
} from '@thaw/core';
import { loggedTable, tablesFolder } from './logged-table.js';
import { finalName } from './metric-names.js';

export const rankingPath = `${tablesFolder}ranking.json`;

/** The runs that have started, best first, with the settings that they do not have in common; or their groups. */
export function rankingTable(sweep: JournaledSweep): string {
  const metrics = shownMetrics.table.filter((metric) =>
    sweep.currentRuns.some(({ metrics: of }) => own(of, metric) !== undefined),
  );
  return sweep.currentRuns.some(({ group }) => group)
    ? tableOfGroups(sweep, metrics)
    : tableOfRuns(sweep, metrics);
}

function tableOfRuns({ started, currentRuns }: JournaledSweep, metrics: readonly string[]): string {
  const { differs = [], objective } = started;
  const besides = objectivesIn(objective).slice(1);
  return loggedTable(
    [
      ...['rank', 'run', ...differs, `objective: ${objective.metric}`],
      ...besides.map(({ metric }) => `objective: ${metric}`),
      ...[...metrics.map(finalName), 'status', 'id'],
    ],
    rankRuns(currentRuns, objective, (run) => run).map(({ run, rank, value }) => [
      rank ?? null,
      run.name,
      ...differs.map((path) => own(run.params, path) ?? null),
      value ?? null,
      ...[...besides.map(({ metric }) => metric), ...metrics].map(
        (metric) => own(run.metrics, metric) ?? null,
      ),
      run.status,
      run.id,
    ]),
  );
}

function tableOfGroups({ started, currentRuns }: JournaledSweep, metrics: readonly string[]): string {
  const { differs = [], objective } = started;
  const value = `objective: ${objective.metric}`;
  const besides = objectivesIn(objective).slice(1);
  return loggedTable(
    [
      ...['rank', 'group', ...differs, value, 'spread', '95 % from', '95 % to', 'may be the best'],
      ...besides.map(({ metric }) => `objective: ${metric}`),
      ...[...metrics.map(finalName), 'finished', 'runs', 'status', 'id'],
    ],
    rankGroups(currentRuns, objective, (run) => run).map((ranked) => {
      const { group, runs, rank, spread, interval, mayBeBest } = ranked;
      const [first] = runs as [JournaledRun];
      return [
        rank ?? null,
        group?.name ?? first.name,
        ...differs.map((path) => own(first.params, path) ?? null),
        ...[ranked.value ?? null, spread ?? null, interval?.low ?? null, interval?.high ?? null],
        mayBeBest ?? null,
        ...besides.map((_, index) => ranked.values?.[index + 1] ?? null),
        ...metrics.map((metric) => meanMetric(ranked, metric)),
        runs.filter(({ status }) => status === 'finished').length,
        group?.size ?? 1,
        ranked.status,
        group?.id ?? first.id,
      ];
    }),
  );
}

function meanMetric({ runs, rank }: RankedGroup<JournaledRun>, metric: string): number | null {
  const values = runs.flatMap(({ metrics }) => own(metrics, metric) ?? []);
  return rank === undefined || values.length < runs.length ? null : meanOf(values);
}
