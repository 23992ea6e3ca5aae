import { stageKinds } from '@thaw/core';
import { formatBytes } from '../text/bytes.js';
import { formatDuration } from '../text/duration.js';
import { fitTable } from '../text/fit-table.js';
import type { BytesByKind, StoreUsage } from './store-usage.js';

const header = ['sweep', 'sweep id', ...stageKinds, 'total', 'last run'];
/** Where there is no room, the total of each sweep is what is left of its sizes. */
const dispensable = [...stageKinds, 'sweep id', 'last run'].map((title) => header.indexOf(title));

/** What takes space, for people: a row a sweep, and what belongs to none. */
export function describeUsage(usage: StoreUsage, nowMs: number, width?: number): string {
  const { folder, total, sweeps, shared, unused } = usage;
  const row = (name: string, id: string, bytes: BytesByKind, lastUsed = '') => [
    name,
    id,
    ...stageKinds.map((kind) => sizeOrNothing(bytes[kind])),
    sizeOrNothing(sumOfKinds(bytes)),
    lastUsed,
  ];
  const rows = [
    ...sweeps
      .toSorted((a, b) => b.lastUsedMs - a.lastUsedMs)
      .map(({ name, id, bytes, lastUsedMs }) => row(name, id, bytes, ago(nowMs - lastUsedMs))),
    ...(sumOfKinds(shared) > 0 ? [row('shared by several sweeps', '', shared)] : []),
    ...(sumOfKinds(unused) > 0 ? [row('used by no sweep', '', unused)] : []),
  ];
  const besides = (['journals', 'mlflow', 'damaged', 'loose', 'other'] as const)
    .filter((part) => usage[part] > 0)
    .map((part) => `${titles[part]} ${formatBytes(usage[part])}`);
  return [
    `${folder} takes ${formatBytes(total)}`,
    ...(rows.length > 0 ? ['', fitTable(header, rows, { width, dispensable })] : []),
    ...(besides.length > 0 ? ['', `besides: ${besides.join(', ')}`] : []),
  ].join('\n');
}

const titles = {
  journals: 'journals',
  mlflow: 'MLflow',
  damaged: 'damaged',
  loose: 'unfinished files',
  other: 'hashes and claims',
} as const;

const sumOfKinds = (bytes: BytesByKind): number => stageKinds.reduce((sum, kind) => sum + bytes[kind], 0);
const sizeOrNothing = (bytes: number): string => (bytes === 0 ? '–' : formatBytes(bytes));

function ago(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  if (days > 0) return `${days} day${days === 1 ? '' : 's'} ago`;
  return `${formatDuration(ms / 1000)} ago`;
}
