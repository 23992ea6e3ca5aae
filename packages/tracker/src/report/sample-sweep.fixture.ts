import type { Json } from '@thaw/core';
import type { RunRecord } from '../runs/run-record.js';
import type { ReportRun, ReportSweep } from './report-data.js';

export const record = (id: string, params: Record<string, Json>, value: number | 'NaN'): RunRecord => ({
  id,
  name: id,
  sweep: 's1',
  status: 'finished',
  startedMs: 0,
  params,
  metrics: { val_accuracy: value, objective: value },
  history: { val_accuracy: [0.1, value], val_loss: [2, 1], loss: [2, 1], accuracy: [0.1, 0.9] },
  phases: [
    { name: 'extract', first: 1, last: 1, chosen: 1 },
    { name: 'fine-tune', first: 2, last: 2, chosen: 2 },
  ],
  stages: [
    { kind: 'features', key: 'f', status: 'reused', seconds: 0 },
    { kind: 'train', key: `t-${id}`, status: 'computed', seconds: 2, expectedSeconds: 3 },
  ],
});

/** A grid of 4 dropouts and 3 optimizers: the optimizer decides, dropout hardly matters. */
export const gridRecords = (): readonly RunRecord[] =>
  [0, 0.2, 0.4, 0.6].flatMap((dropout) =>
    ['sgd', 'adam', 'adamw'].map((optimizer, index) =>
      record(
        `${optimizer}${dropout}`,
        { seed: 1, 'head.dropout': dropout, 'phases.a.optimizer.name': optimizer },
        0.3 + 0.2 * index + 0.01 * dropout,
      ),
    ),
  );

export function sampleSweep(
  records: readonly RunRecord[],
  changes: Partial<Omit<ReportSweep, 'sweep'>> & {
    readonly name?: string;
    readonly classes?: readonly string[];
  } = {},
): ReportSweep {
  const { name = 'flowers', classes = ['daisy', 'rose'], ...rest } = changes;
  const confusion = classes.map((_, row) => classes.map((_, column) => (row === column ? 5 : 1)));
  return {
    sweep: {
      ...{ id: 's1', name, experiment: name, status: 'finished' },
      runs: records.map(({ id }) => id),
      objective: { metric: 'val_accuracy', goal: 'maximize' },
    },
    runs: records.map((each): ReportRun => ({
      record: {
        ...each,
        phases: each.phases.map((phase, index) => (index === 1 ? { ...phase, name } : phase)),
      },
      evaluation: { on: 'test', images: 12, classes, confusion },
    })),
    stageSeconds: new Map([
      ['f', 10],
      ...records.map(({ id }, index): [string, number] => [`t-${id}`, 2 + index]),
    ]),
    computed: records.flatMap(({ stages }) => stages.filter(({ status }) => status === 'computed')),
    ...rest,
  };
}
