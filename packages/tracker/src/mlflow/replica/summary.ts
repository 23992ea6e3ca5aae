import {
  areSeveral,
  escapeMarkdown as escape,
  howFar,
  inShort,
  listing,
  objectivesIn,
  type Objective,
  type Json,
  own,
  rankGroups,
  type RankedGroup,
  type JournaledRun,
  type JournaledSweep,
} from '@thaw/core';
import { costByKind, totalCost } from '../../runs/cost-by-kind.js';
import { finalName, isQuality } from './metric-names.js';

/** Most rows of the ranking that fit a note: MLflow cuts tags at 8000 characters. */
const rankingRows = 40;

/** The sweep's note: where it stands, the ranking, best first, each row a link, and what it cost. */
export function sweepNote(sweep: JournaledSweep, link: (run: JournaledRun) => string | undefined): string {
  const { objective, runs, screened } = sweep.started;
  // A search may have proposed more than was certain.
  const all = new Set([...runs, ...sweep.currentRuns.map(({ id }) => id)]);
  const ranked = rankGroups(sweep.currentRuns, objective, (run) => run);
  const finished = finishedOf(sweep.currentRuns);
  const besides = objectivesIn(objective).slice(1);
  const rows = ranked.slice(0, rankingRows).map((each) => {
    const { group, runs, rank, value, status } = each;
    const [run] = runs as [JournaledRun];
    return [
      rank === undefined ? '' : String(rank),
      group ? escape(group.name) : linked(run.name, link(run)),
      value === undefined ? '' : valueText(each, value),
      ...besides.map((_, index) => (each.values ? round(each.values[index + 1]!) : '')),
      group && status !== 'finished' ? howFar(finishedOf(runs), group.size, status) : status,
    ];
  });
  const more = ranked.length > rankingRows ? `… and ${ranked.length - rankingRows} more.` : '';
  return paragraphs([
    `${finished} of ${all.size} runs finished. Ranked by ${rankedBy(objective)}.`,
    screened === undefined ? '' : `Screened: ${escape(screened)}.`,
    table(['', 'run', ...objectivesIn(objective).map(({ metric }) => metric), 'status'], rows),
    more,
    costNote(sweep),
  ]);
}

/** The one, or fronts of several. */
function rankedBy(objective: Objective): string {
  const all = objectivesIn(objective).map(({ metric, goal }) => `\`${metric}\` (${goal})`);
  return areSeveral(objective) ? `Pareto fronts of ${listing(all, 'and')}` : all[0]!;
}

const finishedOf = (runs: readonly JournaledRun[]): number =>
  runs.filter(({ status }) => status === 'finished').length;

/** With the spread of a group's runs, and the 95 % interval of their mean. */
function valueText({ spread, interval }: RankedGroup<JournaledRun>, value: number): string {
  if (spread === undefined) return round(value);
  const within = interval ? ` (95 %: ${round(interval.low)} – ${round(interval.high)})` : '';
  return `${round(value)} ± ${round(spread)}${within}`;
}

/** What computing was expected to take, and took. */
function costNote({ started, status, computed }: JournaledSweep): string {
  const costs = costByKind(computed);
  if (costs.length === 0) {
    const { expectedSeconds } = started;
    return status === 'running' && expectedSeconds ? `Expected to take ${seconds(expectedSeconds)} s.` : '';
  }
  const total = totalCost(costs);
  const rows = [...costs, { kind: 'all', ...total }].map((cost) => [
    ...[cost.kind, String(cost.computed), seconds(cost.expectedSeconds), seconds(cost.seconds)],
  ]);
  return table(['stage', 'computed', 'expected seconds', 'actual seconds'], rows);
}

/** A model's description: what it does, where it is from, what sets its run apart, how good it is. */
export function modelNote(
  run: JournaledRun,
  { started }: JournaledSweep,
  address: string | undefined,
): string {
  const { name, differs = [] } = started;
  const [backbone, size] = [run.params['backbone.name'], run.params['backbone.imageSize']];
  const network = typeof backbone === 'string' ? ` with ${escape(backbone)}` : '';
  const pixels = typeof size === 'number' ? ` at ${size} pixels` : '';
  return paragraphs([
    `Classifies images${network}${pixels}. From the run ${linked(run.name, address)} of the sweep ${escape(name)}.`,
    settingsTable(run, differs),
    metricsTable(run),
  ]);
}

/** A run's note: how it ended, what sets it apart, which steps are which phase, its metrics, its stages. */
export function runNote(run: JournaledRun, differs: readonly string[] = []): string {
  const phases = run.phases.map(({ name, first, last, chosen }) => [
    ...[escape(name), `${first} – ${last}`, String(chosen)],
  ]);
  const stageRows = run.stages.map((stage) => [
    `${stage.kind} \`${stage.key.slice(0, 12)}\``,
    stage.status,
    seconds(stage.seconds),
    stage.expectedSeconds === undefined ? '' : seconds(stage.expectedSeconds),
  ]);
  return paragraphs([
    run.status + (run.reason ? `: ${escape(run.reason)}` : ''),
    settingsTable(run, differs),
    phases.length > 0 ? table(['phase', 'steps', 'goes on with the weights of'], phases) : '',
    metricsTable(run),
    stageRows.length > 0 ? table(['stage', 'outcome', 'seconds', 'expected'], stageRows) : '',
  ]);
}

function settingsTable(run: JournaledRun, differs: readonly string[]): string {
  const rows = differs.map((path) => [`\`${escape(path)}\``, escape(settingText(own(run.params, path)))]);
  return rows.length > 0 ? table(['setting that differs', 'value'], rows) : '';
}

function metricsTable(run: JournaledRun): string {
  const rows = Object.entries(run.metrics)
    .filter(([name]) => isQuality(name))
    .map(([name, value]) => [`\`${finalName(name)}\``, round(value)]);
  return rows.length > 0 ? table(['metric', 'of the weights that it ends with'], rows) : '';
}

const linked = (name: string, address: string | undefined): string =>
  address === undefined ? escape(name) : `[${escape(name)}](${address})`;

const settingText = (value: Json | undefined): string => (value === undefined ? '–' : inShort(value));

const round = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value);

const seconds = (value: number): string => value.toFixed(1);

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const paragraphs = (texts: readonly string[]): string => texts.filter(Boolean).join('\n\n');
