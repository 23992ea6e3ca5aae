import { escapeMarkdown, isQuiet, latenessSeconds, type Night, type NightStanding } from '@thaw/core';
import { formatDuration } from '../text/duration.js';
import { changesText, comparisonText, nightText, valueText } from './night-words.js';

/** Runs of which it is said why they failed; a broken disk fails them all for one reason. */
const mostFailures = 5;

/** A digest as Markdown, for a mail, a chat or a page; one line where there is nothing to read. */
export function describeDigest(standings: readonly NightStanding[]): string {
  if (standings.length === 0) return 'No night was due.\n';
  const quiet = standings.filter(isQuiet);
  const told = standings.filter((each) => !isQuiet(each)).map(section);
  return `${[...told, ...(quiet.length > 0 ? [quietLine(quiet)] : [])].join('\n\n')}\n`;
}

/** `Nothing changed: flowers, birds (2026-11-26 01:00 UTC); nothing computed, 24 stages reused, 3 s.` */
function quietLine(standings: readonly NightStanding[]): string {
  const nights = standings.map(({ night }) => night);
  const names = nights.map(({ name }) => escapeMarkdown(name)).join(', ');
  const due = [...new Set(nights.map(({ dueAt }) => nightText(dueAt)))].join(', ');
  const total = (what: 'computed' | 'reused' | 'seconds') =>
    nights.reduce((sum, night) => sum + night[what], 0);
  const work = workText({ computed: total('computed'), reused: total('reused'), seconds: total('seconds') });
  return `Nothing changed: ${names} (${due} UTC); ${work}.`;
}

function section({ night, standing, last, best, nights, changed }: NightStanding): string {
  const { objective, reason, failures = [] } = night;
  const result = night.best;
  const points = [
    reason !== undefined && escapeMarkdown(reason),
    result && objective && `\`${objective.metric}\` ${valueText(result)}${ofRun(result.name, night)}`,
    result?.registered && `registered as ${escapeMarkdown(result.registered.join(', '))}`,
    last && `the last that ran, ${nightText(last.dueAt)}: ${comparisonText(last)}`,
    best && `the best of ${nights} nights, ${nightText(best.dueAt)}: ${comparisonText(best)}`,
    changed.length > 0 && `changed: ${escapeMarkdown(changesText(changed))}`,
    ...failures.slice(0, mostFailures).map(failureText),
    failures.length > mostFailures && `and ${failures.length - mostFailures} more runs failed`,
    standing !== 'skipped' && `${workText(night)}${latenessText(night)}`,
  ].filter((point) => typeof point === 'string');
  return [
    `## ${escapeMarkdown(night.name)}: ${standing}`,
    `${escapeMarkdown(night.spec)}, due ${nightText(night.dueAt)} UTC`,
    points.map((point) => `- ${point}`).join('\n'),
  ].join('\n\n');
}

type Failure = NonNullable<Night['failures']>[number];

const failureText = ({ run, reason }: Failure): string =>
  `failed, ${escapeMarkdown(run)}: ${escapeMarkdown(reason)}`;

/** A sweep of one run is that run. */
const ofRun = (run: string, { name }: Night): string => (run === name ? '' : `, of ${escapeMarkdown(run)}`);

function workText({ computed, reused, seconds }: Pick<Night, 'computed' | 'reused' | 'seconds'>): string {
  const stages = (count: number) => `${count} ${count === 1 ? 'stage' : 'stages'}`;
  const work = computed === 0 ? 'nothing computed' : `${stages(computed)} computed`;
  return `${work}, ${stages(reused)} reused, ${formatDuration(seconds)}`;
}

/** Who is late by less than a minute is on time. */
function latenessText(night: Night): string {
  const late = latenessSeconds(night) ?? 0;
  return late < 60 ? '' : `, begun ${formatDuration(late)} late`;
}
