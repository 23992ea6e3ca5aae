import { own, rankRuns, type Json, type LoadedSpec } from '@thaw/core';
import { textTable } from '../progress/text-table.js';
import type { SweepEvent } from './sweep-event.js';

type RunEnded = SweepEvent & { type: 'run-ended' };

/** Shown beside the objective where a run has them. */
const columns = ['val_loss', 'val_accuracy', 'val_macro_f1', 'test_accuracy', 'test_macro_f1'];

/** The runs by the sweep's objective, in the order of `rankRuns`, with what sets them apart. */
export function rankingTable({ runs, objective }: LoadedSpec, ended: readonly RunEnded[]): string {
  const parameters = new Map(runs.map((run) => [run.id, run.parameters]));
  const paths = [...new Set(runs.flatMap((run) => Object.keys(run.parameters)))];
  const shown = columns.filter((metric) => ended.some(({ metrics }) => own(metrics, metric) !== undefined));
  const rows = rankRuns(ended, objective, (run) => run).map(({ run, rank }) => [
    rank === undefined ? '–' : String(rank),
    run.run,
    ...paths.map((path) => cell(own(parameters.get(run.run), path))),
    ...shown.map((metric) => own(run.metrics, metric)?.toFixed(4) ?? '–'),
    run.status === 'finished' ? '' : run.status,
  ]);
  return textTable(['rank', 'run', ...paths.map(shortPath), ...shown, ''], rows);
}

const cell = (value: Json | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null);

/** `phases.fine-tune.optimizer.learningRate` → `fine-tune.learningRate` */
const shortPath = (path: string): string => {
  const parts = path.split('.');
  return parts[0] === 'phases' ? `${parts[1]}.${parts.at(-1)}` : parts.slice(-2).join('.');
};
