import { requireStore } from '@thaw/execution/store';
import { journalsIn, readSweep } from '@thaw/tracker';
import { join } from 'node:path';
import { inCallersWords } from '../cli/callers-words.js';
import { defineCommand } from '../cli/command.js';
import { jsonOptions, storeFolder, storeOptions } from '../cli/common-options.js';
import { widthOf } from '../text/fit-table.js';
import { chooseRuns, type ListedRun } from '../runs/choose-runs.js';
import { runsTable } from '../runs/runs-table.js';

export const runs = defineCommand({
  name: 'runs',
  summary: 'List the runs in a store with their metrics and stages',
  options: {
    sweep: {
      kind: 'text',
      placeholder: 'SWEEP',
      many: true,
      positional: true,
      description: 'Only runs of the sweep of this name or id (repeatable)',
    },
    status: {
      kind: 'choice',
      choices: ['running', 'finished', 'failed', 'interrupted'],
      many: true,
      description: 'Only runs that stand so (repeatable)',
    },
    sort: {
      kind: 'text',
      placeholder: 'METRIC',
      description: 'Best first by a metric, or `time` for the newest first',
    },
    limit: { kind: 'integer', placeholder: 'N', minimum: 1, description: 'At most so many runs' },
    ...storeOptions,
    ...jsonOptions,
  },
  examples: [
    'thaw runs',
    'thaw runs flowers --sort val_accuracy --limit 10',
    'thaw runs --status failed --sort time',
    'thaw runs --json --store /data/thaw',
  ],
  async run({ sweep, status, sort, limit, store, json }, context) {
    const all = await readRuns(join(requireStore(storeFolder(store, context)), 'journals'));
    const chosen = chooseRuns(all, { sweep, status, sort, limit });
    if (json) context.stdout.write(`${JSON.stringify(chosen.map(entryOf), null, 1)}\n`);
    else if (all.length === 0)
      context.stderr.write(
        `${inCallersWords('no runs yet; start some with `thaw sweep --spec FILE`', context.env)}\n`,
      );
    else if (chosen.length === 0) context.stderr.write('no run stands so\n');
    else context.stdout.write(`${runsTable(chosen, sort, widthOf(context.stdout))}\n`);
    return 0;
  },
});

async function readRuns(folder: string): Promise<ListedRun[]> {
  const listed: ListedRun[] = [];
  for (const file of await journalsIn(folder)) {
    const { sweep, runs: records } = await readSweep(file);
    listed.push(...records.map((record) => ({ record, sweep })));
  }
  return listed;
}

const entryOf = ({ record, sweep }: ListedRun) => ({
  ...record,
  sweepName: sweep?.name,
  overrides: sweep?.overrides ?? [],
});
