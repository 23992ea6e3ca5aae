import { fitTable } from '../text/fit-table.js';
import { count } from '../text/count.js';
import { formatDuration } from '../text/duration.js';
import type { ClusterStanding, StageUnderWay, StoreStanding, SweepStanding } from './standing.js';

/** What is under way, for people. */
export function describeStanding({ sweeps, stages }: StoreStanding, now: number, width?: number): string {
  const parts = sweeps.map((sweep) => describeSweep(sweep, now, width));
  if (stages.length > 0) parts.push(stagesTable(stages, now, width));
  return parts.join('\n\n');
}

function describeSweep(sweep: SweepStanding, now: number, width: number | undefined): string {
  const { id, name, startedMs, by, runs, running, cluster } = sweep;
  const since = startedMs === undefined ? '' : `, since ${ago(startedMs, now)}`;
  const place = by ? `process ${by.pid} on ${by.host}` : 'no process yet';
  const counts = Object.entries(runs).map(([status, each]) => `${each} ${status}`);
  return [
    `${name} (${id}): ${place}${since}`,
    `  runs: ${counts.join(', ') || 'none yet'}`,
    ...running.map((run) => `  ${run.run} ${run.name}: ${count(run.epochs, 'epoch')}`),
    ...(cluster ? clusterLines(cluster, now, width) : []),
  ].join('\n');
}

function clusterLines(cluster: ClusterStanding, now: number, width: number | undefined): readonly string[] {
  const { stages, jobs = [], unasked, excluded } = cluster;
  const stageRows = stages.map(({ label, state, sinceMs, worker, node }) => [
    ...[label, state, worker ?? '–', node ?? '–', ago(sinceMs, now)],
  ]);
  const jobRows = jobs.map(({ job, state, node, waitsFor }) => [
    ...[job, state.toLowerCase(), node ?? '–', waitsFor ?? ''],
  ]);
  return [
    ...tableLines(['stage', 'is', 'worker', 'node', 'since'], stageRows, [3, 2], width),
    ...tableLines(['job', 'is', 'node', 'waits, as'], jobRows, [2], width),
    ...(unasked === undefined ? [] : [`  of its jobs nothing is known: ${unasked}`]),
    ...(excluded.length > 0
      ? [`  asked for no more, as workers have died there: ${excluded.join(', ')}`]
      : []),
  ];
}

function tableLines(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  dispensable: readonly number[],
  width: number | undefined,
): readonly string[] {
  if (rows.length === 0) return [];
  const fit = { width: width === undefined ? undefined : width - 2, dispensable };
  return fitTable(header, rows, fit)
    .split('\n')
    .map((line) => `  ${line}`);
}

const stagesTable = (stages: readonly StageUnderWay[], now: number, width: number | undefined): string =>
  fitTable(
    ['claimed stage', 'process', 'on', 'since', 'key'],
    stages.map(({ purpose, by, sinceMs, key }) => [
      ...[purpose, String(by.pid), by.host, ago(sinceMs, now), key.slice(0, 12)],
    ]),
    { width, dispensable: [4, 1] },
  );

/** `2 min 05 s`: for how long. */
const ago = (timeMs: number, now: number): string => formatDuration((now - timeMs) / 1000);
