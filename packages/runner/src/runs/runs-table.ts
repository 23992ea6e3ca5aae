import { metricText, own, shownMetrics } from '@thaw/core';
import type { MetricValue } from '@thaw/tracker/journals';
import { fitTable } from '../text/fit-table.js';
import type { StoredRun } from './choose-runs.js';

/** Runs for a terminal of this width: of which sweep each is, how it ended, its metrics and what sets it apart. */
export function runsTable(
  runs: readonly StoredRun[],
  sort: string | undefined,
  width: number | undefined,
): string {
  const wanted = new Set([...(sort === undefined || sort === 'time' ? [] : [sort]), ...shownMetrics.run]);
  const metrics = [...wanted].filter((name) => runs.some((run) => own(run.metrics, name) !== undefined));
  const rows = runs.map((run) => [
    run.sweepName ?? '–',
    run.sweep,
    run.id,
    run.status,
    timeText(run.startedMs),
    ...metrics.map((name) => metricCell(own(run.metrics, name))),
    settingsText(run),
  ]);
  const header = ['sweep', 'sweep id', 'run', 'status', 'started', ...metrics, 'settings'];
  const first = header.indexOf('started') + 1;
  const places = metrics.map((_, index) => first + index).toReversed();
  const dispensable = [header.indexOf('started'), 1, ...places, 0];
  return fitTable(header, rows, { width, dispensable });
}

/** What the sweep has set in this run, then what the command line has set in all of them. */
const settingsText = ({ name, overrides }: StoredRun): string =>
  [name, ...overrides.map((each) => `--set ${each}`)].filter(Boolean).join(' ');

const metricCell = (value: MetricValue | undefined): string =>
  typeof value === 'number' ? metricText(value) : (value ?? '–');

/** In UTC, as journals and MLflow's API have it: `2026-11-24 09:41`. */
const timeText = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ');
