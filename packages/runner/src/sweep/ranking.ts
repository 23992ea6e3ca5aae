import { inShort, metricText, own, rankRuns, type Json, type LoadedSpec } from '@thaw/core';
import { fitTable } from '../text/fit-table.js';
import type { SweepEvent } from '../events/sweep-event.js';

type RunEnded = SweepEvent & { type: 'run-ended' };

/** Shown beside the objective where a run has them. */
const columns = ['val_loss', 'val_accuracy', 'val_macro_f1', 'test_accuracy', 'test_macro_f1'];

/** The runs by the sweep's objective, in the order of `rankRuns`, with what sets them apart. */
export function rankingTable(
  { runs, objective }: LoadedSpec,
  ended: readonly RunEnded[],
  width?: number,
): string {
  const parameters = new Map(runs.map((run) => [run.id, run.parameters]));
  const paths = [...new Set(runs.flatMap((run) => Object.keys(run.parameters)))];
  const shown = columns.filter((metric) => ended.some(({ metrics }) => own(metrics, metric) !== undefined));
  const rows = rankRuns(ended, objective, (run) => run).map(({ run, rank }) => [
    rank === undefined ? '–' : String(rank),
    run.run,
    ...paths.map((path) => cell(own(parameters.get(run.run), path))),
    ...shown.map((metric) => metricCell(own(run.metrics, metric))),
    run.status === 'finished' ? '' : run.status,
  ]);
  const header = ['rank', 'run', ...paths.map(shortPath), ...shown, ''];
  const places = (titles: readonly string[], first: number) => titles.map((_, index) => first + index);
  // What it is ranked by stays longest, then what is swept.
  const [settings, metrics] = [places(paths, 2), places(shown, 2 + paths.length)];
  const others = metrics.filter((place) => header[place] !== objective.metric);
  return fitTable(header, rows, { width, dispensable: [...others.toReversed(), ...settings.toReversed()] });
}

const cell = (value: Json | undefined): string => (value === undefined ? '–' : inShort(value));

const metricCell = (value: number | undefined): string => (value === undefined ? '–' : metricText(value));

/** `phases.fine-tune.optimizer.learningRate` → `fine-tune.learningRate` */
const shortPath = (path: string): string => {
  const parts = path.split('.');
  return parts[0] === 'phases' && parts.length > 2
    ? `${parts[1]}.${parts.at(-1)}`
    : parts.slice(-2).join('.');
};
