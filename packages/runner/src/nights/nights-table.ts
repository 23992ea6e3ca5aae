import { latenessSeconds, type NightStanding } from '@thaw/core';
import type { OverdueSpec } from '../api/nights.js';
import { formatDuration } from '../text/duration.js';
import { fitTable } from '../text/fit-table.js';
import { changesText, nightText, valueText } from './night-words.js';

const header = [
  ...['due (UTC)', 'name', 'outcome', 'late', 'computed', 'reused', 'time', 'best', 'standing'],
  ...['changed', 'why'],
];
const numbers = ['computed', 'reused'].map((title) => header.indexOf(title));
/** Where there is no room: what the others say less of first. */
const dispensable = ['reused', 'computed', 'late', 'time', 'changed', 'why'].map((title) =>
  header.indexOf(title),
);

/** Nights for a terminal of this width, in the order in which they are given. */
export function nightsTable(standings: readonly NightStanding[], width: number | undefined): string {
  const rows = standings.map(({ night, standing, changed }) => [
    ...[nightText(night.dueAt), night.name, night.outcome, lateText(latenessSeconds(night))],
    ...[String(night.computed), String(night.reused), formatDuration(night.seconds)],
    night.best ? valueText(night.best) : '–',
    standing,
    changesText(changed),
    night.reason ?? '',
  ]);
  return fitTable(header, rows, { width, dispensable, alignRight: numbers });
}

const lateText = (seconds: number | undefined): string =>
  seconds === undefined ? '–' : seconds < 60 ? '' : formatDuration(seconds);

export const overdueTable = (overdue: readonly OverdueSpec[], width: number | undefined): string =>
  fitTable(
    ['overdue since (UTC)', 'spec', 'why'],
    overdue.map(({ spec, dueAt, reason }) => [dueAt === undefined ? '–' : nightText(dueAt), spec, reason]),
    { width },
  );
