import { journalsIn, readSweep, type RunRecord } from '@thaw/tracker';
import { join } from 'node:path';
import { defineCommand } from '../cli/command.js';
import { jsonOptions, storeFolder, storeOptions } from '../cli/common-options.js';
import { textTable } from '../progress/text-table.js';
import { own } from '@thaw/core';

export const runs = defineCommand({
  name: 'runs',
  summary: 'List the runs in a store with their metrics and stages',
  options: { ...storeOptions, ...jsonOptions },
  examples: ['thaw runs', 'thaw runs --json --store /data/thaw'],
  async run({ store, json }, context) {
    const records = await readRuns(join(storeFolder(store, context), 'journals'));
    if (json) context.stdout.write(`${JSON.stringify(records, null, 1)}\n`);
    else if (records.length === 0)
      context.stderr.write('no runs yet; start some with `thaw sweep --spec FILE`\n');
    else context.stdout.write(`${runsTable(records)}\n`);
    return 0;
  },
});

async function readRuns(folder: string): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  for (const file of await journalsIn(folder)) records.push(...(await readSweep(file)).runs);
  return records;
}

function runsTable(records: readonly RunRecord[]): string {
  const metrics = ['val_loss', 'val_accuracy', 'test_accuracy'].filter((name) =>
    records.some((record) => own(record.metrics, name) !== undefined),
  );
  const rows = records.map((record) => [
    record.sweep,
    record.id,
    record.status,
    ...metrics.map((name) => formatMetric(own(record.metrics, name))),
    record.name,
  ]);
  return textTable(['sweep', 'run', 'status', ...metrics, 'name'], rows);
}

const formatMetric = (value: RunRecord['metrics'][string] | undefined): string =>
  typeof value === 'number' ? value.toFixed(4) : (value ?? '–');
