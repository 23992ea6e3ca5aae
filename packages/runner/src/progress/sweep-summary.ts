import type { SweepEvent, Together } from '../events/sweep-event.js';
import { formatDuration, roughRange } from '../text/duration.js';
import { count } from '../text/count.js';
import { metricText, own, shownMetrics } from '@thaw/core';

/** How a sweep starts and ends, and how a run ends, in one line each. */
export function startLine({
  name,
  runs,
  runsToCome = 0,
  stages,
  cached,
  expectedSecondsRange,
  together,
}: SweepEvent & { type: 'sweep-started' }): string {
  const more = runsToCome > 0 ? ` and up to ${runsToCome} more as the search learns` : '';
  const work =
    cached < stages
      ? `${count(stages - cached, 'stage')} to compute, ${cached} stored already${about(together ? together.secondsRange : expectedSecondsRange)}${by(together)}`
      : `all ${count(stages, 'stage')} stored already${runsToCome > 0 ? '' : '; nothing to compute'}`;
  return `${name}: ${count(runs, 'run')}${more}, ${work}`;
}

const by = (together: Together | undefined) => (together ? ` by ${together.workers} workers` : '');

const about = (range: readonly [number, number] | undefined) =>
  range === undefined ? '' : `; ${roughRange(range)}`;

export function runLine({
  index,
  name,
  status,
  metrics,
  reason,
}: SweepEvent & { type: 'run-ended' }): string {
  const shown = shownMetrics.run
    .filter((metric) => own(metrics, metric) !== undefined)
    .map((metric) => `${metric} ${metricText(own(metrics, metric)!)}`);
  const head = `run ${index + 1} ${status}: ${name}`;
  return reason === undefined ? [head, ...shown].join('  ') : `${head}\n  ${reason.replaceAll('\n', '\n  ')}`;
}

export function endLine({
  status,
  runs,
  computed,
  reused,
  seconds,
  expectedSeconds,
}: SweepEvent & { type: 'sweep-ended' }): string {
  const outcomes = Object.entries(runs)
    .filter(([, number]) => number > 0)
    .map(([outcome, number]) => `${number} ${outcome}`);
  const work =
    computed === 0
      ? `nothing computed, ${count(reused, 'stage')} reused`
      : `${count(computed, 'stage')} computed, ${reused} reused`;
  const expected =
    expectedSeconds === undefined || status !== 'finished'
      ? ''
      : ` (${formatDuration(expectedSeconds)} expected)`;
  const hint = status === 'interrupted' ? '; run the same command to go on' : '';
  return `${outcomes.join(', ') || 'no run started'}; ${work}; ${formatDuration(seconds)}${expected}${hint}`;
}
