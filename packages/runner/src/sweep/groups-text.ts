import {
  areSeveral,
  chosenFrom,
  deviationOf,
  howFar,
  inShort,
  isFact,
  listing,
  meanOf,
  measureText,
  metricText,
  objectivesIn,
  own,
  shownMetrics,
  type Json,
  type Objective,
} from '@thaw/core';
import type { GroupResult, RunResult, SweepResult } from '../api/results.js';
import { fitTable } from '../text/fit-table.js';
import { shortPath } from './short-path.js';

type Ranked = Pick<SweepResult, 'swept' | 'runs' | 'groups' | 'objective' | 'selection'>;

/** Before what may be the best for all that is known. */
const mark = '≈';

/** The groups whose runs have ended, the best first: means, spreads and the interval of what they are ranked by. */
export function groupsTable({ swept, runs, groups, objective }: Ranked, width?: number): string {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const membersOf = (group: GroupResult) => group.runs.map((id) => byId.get(id)!);
  // What test images say is told of the chosen group alone, below.
  const shown = shownMetrics.ranking.filter(
    (metric) => metric.startsWith('val_') && runs.some(({ metrics }) => own(metrics, metric) !== undefined),
  );
  const besides = objectivesIn(objective)
    .slice(1)
    .map(({ metric }) => metric);
  const others = [...new Set([...besides, ...shown])].filter((metric) => metric !== objective.metric);
  const rows = groups.map((group) => {
    const members = membersOf(group);
    const finished = members.filter(({ status }) => status === 'finished').length;
    return [
      `${group.rank ?? '–'}${group.mayBeBest ? ` ${mark}` : ''}`,
      group.id,
      ...swept.map((path) => cell(own(members[0]!.parameters, path))),
      group.value === undefined ? '–' : valueCell(objective.metric, group.value, group.spread),
      group.interval ? `${metricText(group.interval.low)} – ${metricText(group.interval.high)}` : '–',
      ...others.map((metric) => (group.rank === undefined ? '–' : meanText(members, metric))),
      howFar(finished, group.size, group.status),
    ];
  });
  const header = ['rank', 'group', ...swept.map(shortPath), objective.metric, '95 %', ...others, 'runs'];
  const first = 2 + swept.length;
  const places = (count: number, from: number) => Array.from({ length: count }, (_, index) => from + index);
  const dispensable = [
    ...places(others.length - besides.length, first + 2 + besides.length).toReversed(),
    ...places(swept.length, 2).toReversed(),
  ];
  return fitTable(header, rows, { width, dispensable });
}

/** What the numbers mean, what the chosen group does on test images, and how far a choice of so many flatters. */
export function rankingNotes({ runs, groups, objective, selection }: Ranked): readonly string[] {
  const [best, ...rest] = groups.filter(({ rank }) => rank !== undefined);
  if (!best || (rest.length === 0 && best.size === 1)) return [];
  if (areSeveral(objective)) return [...intervalNote(best), frontNote(groups, objective)];
  const rivals = rest.filter(({ mayBeBest }) => mayBeBest).length;
  return [
    ...intervalNote(best),
    ...(rest.length > 0
      ? [
          rivals === 0
            ? `The best is better than all others with 95 %.`
            : `${rivals} of ${rest.length} others cannot be told from the best${best.size > 1 ? ` (${mark})` : ''}.`,
        ]
      : []),
    ...testNote(best, runs),
    ...(selection && selection.optimism !== 0
      ? [
          `The best of ${chosenFrom(selection)} looks better than it is: take ${metricText(Math.abs(selection.optimism))} ${objective.goal === 'minimize' ? 'more' : 'off'} (bootstrap of the selection over ${selection.parts} ${selection.over}).`,
        ]
      : []),
  ];
}

function frontNote(groups: readonly GroupResult[], objective: Objective): string {
  const ranked = groups.filter(({ rank }) => rank !== undefined);
  const first = ranked.filter(({ rank }) => rank === 1).length;
  const names = objectivesIn(objective).map(({ metric }) => metric);
  return `${first} of ${ranked.length} are on the Pareto front of ${listing(names, 'and')} (rank 1): nothing beats them in one without losing in another.`;
}

function intervalNote({ size, interval, spread }: GroupResult): readonly string[] {
  if (size > 1)
    return spread === undefined
      ? []
      : [`± is the deviation of the ${size} runs of a group, 95 % the interval of their mean.`];
  return interval
    ? [
        `Of the best, ${metricText(interval.low)} to ${metricText(interval.high)} with 95 %, by its validation images alone (Wilson): repeats or folds tell more.`,
      ]
    : [];
}

function testNote({ runs: ids, name, size }: GroupResult, runs: readonly RunResult[]): readonly string[] {
  if (size === 1) return [];
  const members = runs.filter(({ id }) => ids.includes(id));
  const metric = shownMetrics.ranking.find(
    (each) => each.startsWith('test_') && members.every(({ metrics }) => own(metrics, each) !== undefined),
  );
  return metric
    ? [`On test images, which chose nothing, ${name} has ${metric} ${meanText(members, metric)}.`]
    : [];
}

function meanText(members: readonly RunResult[], metric: string): string {
  const values = members.flatMap(({ metrics }) => own(metrics, metric) ?? []);
  if (values.length === 0) return '–';
  // It is the same of all of them.
  if (isFact(metric)) return measureText(metric, values[0]!);
  return withSpread(meanOf(values), values.length > 1 ? deviationOf(values) : undefined);
}

const withSpread = (value: number, spread: number | undefined): string =>
  spread === undefined ? metricText(value) : `${metricText(value)} ± ${metricText(spread)}`;

const valueCell = (metric: string, value: number, spread: number | undefined): string =>
  isFact(metric) ? measureText(metric, value) : withSpread(value, spread);

const cell = (value: Json | undefined): string => (value === undefined ? '–' : inShort(value));
