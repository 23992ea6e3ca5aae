import { shapes, type EpochRecord, type JsonShape } from '@thaw/core';

const { anyOf, byName, count, listOf, number, object, time } = shapes;

/** JSON has null for what is no finite number. */
export type WrittenRecord = Omit<EpochRecord, 'metrics'> & {
  readonly metrics: Readonly<Record<string, number | null>>;
};

/** Of records as JSON has them. */
export const writtenRecordsShape: JsonShape = listOf(
  object(
    {
      ...{ epoch: count, step: count, seconds: number, timeMs: time },
      metrics: byName(anyOf(number, { type: 'null' })),
    },
    { imagesPerSecond: anyOf(number, { type: 'null' }) },
  ),
);

export const epochRecords = (written: readonly WrittenRecord[]): readonly EpochRecord[] =>
  written.map((record) => ({
    ...record,
    metrics: Object.fromEntries(Object.entries(record.metrics).map(([name, value]) => [name, value ?? NaN])),
  }));
