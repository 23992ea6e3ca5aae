import { goalOf } from '@thaw/core';
import type { RunState } from '../runs/run-state.js';
import type { Series } from '../runs/series.js';
import type { SweepState } from '../runs/sweep-state.js';

/** What the sweep judged a finished run by; before that, its objective's last value counts. */
const objectiveMetric = 'objective';

/** Most rows of the ranking that fit a note: MLflow cuts tags at 8000 characters. */
const rankingRows = 40;

/** The sweep's note: where it stands and the ranking, best first, each row a link. */
export function sweepNote(sweep: SweepState, link: (run: RunState) => string | undefined): string {
  const { objective, runs } = sweep.started!;
  const ranked = rankRuns(sweep);
  const finished = ranked.filter(({ run }) => run.status === 'finished').length;
  const rows = ranked.slice(0, rankingRows).map(({ run, value }, index) => {
    const address = link(run);
    const name = address ? `[${escape(run.name)}](${address})` : escape(run.name);
    return [String(index + 1), name, value === undefined ? '' : round(value), run.status];
  });
  const more = ranked.length > rankingRows ? `\n\n… and ${ranked.length - rankingRows} more.` : '';
  return (
    `${finished} of ${runs.length} runs finished. Ranked by \`${objective.metric}\` (${objective.goal}).\n\n` +
    table(['', 'run', objective.metric, 'status'], rows) +
    more
  );
}

/** Best first; runs without a number come last. */
function rankRuns(
  sweep: SweepState,
): readonly { readonly run: RunState; readonly value: number | undefined }[] {
  const { metric, goal } = sweep.started!.objective;
  const cost = (value: number | undefined): number => {
    if (value === undefined || Number.isNaN(value)) return Number.POSITIVE_INFINITY;
    return goal === 'maximize' ? -value : value;
  };
  const valued = sweep.runs.map((run) => {
    const value = lastOf(run, objectiveMetric) ?? lastOf(run, metric);
    return { run, value, cost: cost(value) };
  });
  return valued.toSorted((a, b) => (a.cost === b.cost ? 0 : a.cost - b.cost));
}

const lastOf = (run: RunState, metric: string): number | undefined => run.series.get(metric)?.values.at(-1);

/** A run's note: how it ended, its last metrics, its stages. */
export function runNote(run: RunState): string {
  const metrics = [...run.series].filter(([, { length }]) => length > 0);
  const metricRows = metrics.map(([name, series]) => {
    return [`\`${name}\``, round(series.values.at(-1)!), bestOf(name, series)];
  });
  const stageRows = run.stages.map(({ kind, key, status, seconds }) => [
    `${kind} \`${key.slice(0, 12)}\``,
    status,
    seconds.toFixed(1),
  ]);
  return [
    run.status + (run.reason ? `: ${escape(run.reason)}` : ''),
    metricRows.length > 0 ? table(['metric', 'last', 'best'], metricRows) : '',
    stageRows.length > 0 ? table(['stage', 'outcome', 'seconds'], stageRows) : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** The best value and where it was reached, as far as one can tell from a metric's name which way is better. */
function bestOf(name: string, { values, steps }: Series): string {
  if (!/loss|accuracy|f1/.test(name)) return '';
  const sign = goalOf(name) === 'maximize' ? 1 : -1;
  let best: number | undefined;
  values.forEach((value, index) => {
    if (!Number.isNaN(value) && (best === undefined || sign * value > sign * values[best]!)) best = index;
  });
  return best === undefined ? '' : `${round(values[best]!)} (step ${steps[best]!})`;
}

const round = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value);

/** Names come from people: nothing of them may act as markup. */
const escape = (text: string): string => text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|#~!&]/g, '\\$&');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
