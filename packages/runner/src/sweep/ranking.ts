import { areSeveral, inShort, measureText, objectivesIn, own, shownMetrics, type Json } from '@thaw/core';
import type { SweepResult } from '../api/results.js';
import { fitTable } from '../text/fit-table.js';
import { shortPath } from './short-path.js';

/** The runs that have ended, the best first, with what sets them apart. */
export function rankingTable(
  { swept, runs, objective }: Pick<SweepResult, 'swept' | 'runs' | 'objective'>,
  width?: number,
): string {
  const objectives = objectivesIn(objective).map(({ metric }) => metric);
  // What is shown anyway is where it is always.
  const added = objectives.filter((metric) => !isShown(metric) && areSeveral(objective));
  const shown = [...added, ...shownMetrics.ranking].filter((metric) =>
    runs.some(({ metrics }) => own(metrics, metric) !== undefined),
  );
  const rows = runs.map(({ id, rank, parameters, metrics, status }) => [
    rank === undefined ? '–' : String(rank),
    id,
    ...swept.map((path) => cell(own(parameters, path))),
    ...shown.map((metric) => metricCell(metric, own(metrics, metric))),
    status === 'finished' ? '' : status,
  ]);
  const header = ['rank', 'run', ...swept.map(shortPath), ...shown, ''];
  const places = (titles: readonly string[], first: number) => titles.map((_, index) => first + index);
  // What it is ranked by stays longest, then what is swept.
  const [settings, metrics] = [places(swept, 2), places(shown, 2 + swept.length)];
  const others = metrics.filter((place) => !objectives.includes(header[place]!));
  return fitTable(header, rows, { width, dispensable: [...others.toReversed(), ...settings.toReversed()] });
}

const cell = (value: Json | undefined): string => (value === undefined ? '–' : inShort(value));

const isShown = (metric: string): boolean => shownMetrics.ranking.some((each) => each === metric);

const metricCell = (metric: string, value: number | undefined): string =>
  value === undefined ? '–' : measureText(metric, value);
