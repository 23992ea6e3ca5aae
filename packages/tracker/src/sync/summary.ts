import { goalOf, inShort, type Json } from '@thaw/core';
import { costByKind, totalCost } from '../runs/cost-by-kind.js';
import type { RunState } from '../runs/run-state.js';
import type { Series } from '../runs/series.js';
import type { SweepState } from '../runs/sweep-state.js';
import { metricName } from './metric-names.js';
import { rankRuns } from './rank-sweep.js';
import { phaseSteps } from './run-tags.js';

/** Most rows of the ranking that fit a note: MLflow cuts tags at 8000 characters. */
const rankingRows = 40;

/** The sweep's note: where it stands, the ranking, best first, each row a link, and what it cost. */
export function sweepNote(sweep: SweepState, link: (run: RunState) => string | undefined): string {
  const { objective, runs } = sweep.started!;
  const ranked = rankRuns(sweep);
  const finished = ranked.filter(({ run }) => run.status === 'finished').length;
  const rows = ranked.slice(0, rankingRows).map(({ run, value }, index) => {
    const address = link(run);
    const name = address ? `[${escape(run.name)}](${address})` : escape(run.name);
    return [String(index + 1), name, value === undefined ? '' : round(value), run.status];
  });
  const more = ranked.length > rankingRows ? `… and ${ranked.length - rankingRows} more.` : '';
  return paragraphs([
    `${finished} of ${runs.length} runs finished. Ranked by \`${objective.metric}\` (${objective.goal}).`,
    table(['', 'run', objective.metric, 'status'], rows),
    more,
    costNote(sweep),
  ]);
}

/** What computing was expected to take, and took. */
function costNote({ started, status, computed }: SweepState): string {
  const costs = costByKind(computed);
  if (costs.length === 0) {
    const { expectedSeconds } = started!;
    return status === 'running' && expectedSeconds ? `Expected to take ${seconds(expectedSeconds)} s.` : '';
  }
  const total = totalCost(costs);
  const rows = [...costs, { kind: 'all', ...total }].map((cost) => [
    ...[cost.kind, String(cost.computed), seconds(cost.expectedSeconds), seconds(cost.seconds)],
  ]);
  return table(['stage', 'computed', 'expected seconds', 'actual seconds'], rows);
}

/** A run's note: how it ended, what sets it apart, which steps are which phase, its last metrics, its stages. */
export function runNote(run: RunState, differs: readonly string[] = []): string {
  const settings = differs.map((path) => [`\`${escape(path)}\``, escape(settingText(run.params[path]))]);
  const phases = phaseSteps(run).map(({ name, first, last }) => [escape(name), `${first} – ${last}`]);
  const metrics = [...run.series].filter(([, { length }]) => length > 0);
  const metricRows = metrics.map(([name, series]) => {
    return [`\`${metricName(name)}\``, round(series.values.at(-1)!), bestOf(name, series)];
  });
  const stageRows = run.stages.map((stage) => [
    `${stage.kind} \`${stage.key.slice(0, 12)}\``,
    stage.status,
    seconds(stage.seconds),
    stage.expectedSeconds === undefined ? '' : seconds(stage.expectedSeconds),
  ]);
  return paragraphs([
    run.status + (run.reason ? `: ${escape(run.reason)}` : ''),
    settings.length > 0 ? table(['setting that differs', 'value'], settings) : '',
    phases.length > 0 ? table(['phase', 'steps'], phases) : '',
    metricRows.length > 0 ? table(['metric', 'last', 'best'], metricRows) : '',
    stageRows.length > 0 ? table(['stage', 'outcome', 'seconds', 'expected'], stageRows) : '',
  ]);
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

const settingText = (value: Json | undefined): string => (value === undefined ? '–' : inShort(value));

const round = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value);

const seconds = (value: number): string => value.toFixed(1);

/** Names come from people: nothing of them may act as markup. */
const escape = (text: string): string => text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|#~!&]/g, '\\$&');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const paragraphs = (texts: readonly string[]): string => texts.filter(Boolean).join('\n\n');
