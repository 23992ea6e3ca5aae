import { goalOf } from '@thaw/core';
import type { RunState } from '../runs/run-state.js';
import type { Series } from '../runs/series.js';
import type { SweepState } from '../runs/sweep-state.js';

export interface RankedRun {
  readonly run: RunState;
  /** The objective's best value and its epoch; absent where the run has none. */
  readonly best?: { readonly value: number; readonly step: number };
}

/** Most rows of the ranking that fit a note: MLflow cuts tags at 8000 characters. */
const rankingRows = 40;

export function rankRuns(sweep: SweepState): readonly RankedRun[] {
  const { metric, goal } = sweep.started!.objective;
  const sign = goal === 'maximize' ? -1 : 1;
  const ranked = sweep.runs.map((run) => ({ run, ...bestOf(run.series.get(metric), sign) }));
  return ranked.toSorted((a, b) => compare(a.best, b.best, sign));
}

/** The sweep's note: where it stands and the ranking, best first, each row a link. */
export function sweepNote(sweep: SweepState, link: (run: RunState) => string | undefined): string {
  const { objective, runs } = sweep.started!;
  const ranked = rankRuns(sweep);
  const ended = ranked.filter(({ run }) => run.status === 'finished').length;
  const rows = ranked.slice(0, rankingRows).map(({ run, best }, index) => {
    const address = link(run);
    const name = address ? `[${escape(run.name)}](${address})` : escape(run.name);
    return [
      String(index + 1),
      name,
      best ? round(best.value) : '',
      best ? String(best.step) : '',
      run.status,
    ];
  });
  const more = ranked.length > rankingRows ? `\n\n… and ${ranked.length - rankingRows} more.` : '';
  return (
    `${ended} of ${runs.length} runs finished. Ranked by best \`${objective.metric}\` (${objective.goal}).\n\n` +
    table(['', 'run', `best ${objective.metric}`, 'epoch', 'status'], rows) +
    more
  );
}

/** A run's note: how it ended, its last metrics, its stages. */
export function runNote(run: RunState): string {
  const metrics = [...run.series].filter(([, { length }]) => length > 0);
  const metricRows = metrics.map(([name, series]) => {
    const best = bestOf(series, goalOf(name) === 'maximize' ? -1 : 1).best;
    const isScore = /loss|accuracy|f1/.test(name);
    const last = round(series.values.at(-1)!);
    return [`\`${name}\``, last, isScore && best ? `${round(best.value)} (epoch ${best.step})` : ''];
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

function bestOf(series: Series | undefined, sign: 1 | -1): Pick<RankedRun, 'best'> {
  let best: { value: number; step: number } | undefined;
  series?.values.forEach((value, index) => {
    if (!Number.isNaN(value) && (!best || sign * value < sign * best.value))
      best = { value, step: series.steps[index]! };
  });
  return best ? { best } : {};
}

function compare(a: RankedRun['best'], b: RankedRun['best'], sign: 1 | -1): number {
  if (a && b) return sign * (a.value - b.value);
  return Number(b !== undefined) - Number(a !== undefined);
}

const round = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value);

/** Names come from people: nothing of them may act as markup. */
const escape = (text: string): string => text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|#~!&]/g, '\\$&');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
