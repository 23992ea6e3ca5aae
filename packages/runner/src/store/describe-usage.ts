import { formatBytes } from '../cli/bytes.js';
import { formatDuration } from '../progress/duration.js';
import { textTable } from '../progress/text-table.js';
import { stageKinds } from './inventory.js';
import type { BytesByKind, StoreUsage } from './store-usage.js';

/** What takes space, for people: a row a sweep, and what belongs to none. */
export function describeUsage(usage: StoreUsage, nowMs: number): string {
  const { folder, total, sweeps, shared, unused } = usage;
  const row = (name: string, bytes: BytesByKind, lastUsed = '') => [
    name,
    ...stageKinds.map((kind) => sizeOrNothing(bytes[kind])),
    sizeOrNothing(sumOfKinds(bytes)),
    lastUsed,
  ];
  const rows = [
    ...sweeps
      .toSorted((a, b) => b.lastUsedMs - a.lastUsedMs)
      .map(({ name, id, bytes, lastUsedMs }) => row(`${name} ${id}`, bytes, ago(nowMs - lastUsedMs))),
    ...(sumOfKinds(shared) > 0 ? [row('shared by several sweeps', shared)] : []),
    ...(sumOfKinds(unused) > 0 ? [row('used by no sweep', unused)] : []),
  ];
  const besides = (['journals', 'mlflow', 'damaged', 'loose', 'other'] as const)
    .filter((part) => usage[part] > 0)
    .map((part) => `${titles[part]} ${formatBytes(usage[part])}`);
  return [
    `${folder} takes ${formatBytes(total)}`,
    ...(rows.length > 0 ? ['', textTable(['sweep', ...stageKinds, 'total', 'last run'], rows)] : []),
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
