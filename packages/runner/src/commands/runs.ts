import { readRuns } from '../api/read-runs.js';
import { inCallersWords } from '../cli/callers-words.js';
import { defineCommand } from '../cli/command.js';
import { jsonOptions, storeOptions } from '../cli/common-options.js';
import { widthOf } from '../text/fit-table.js';
import { limitOption, restLines, rowsWithin } from '../text/limit.js';
import { fewRuns } from '../runs/choose-runs.js';
import { runsTable } from '../runs/runs-table.js';
import { surroundingsIn } from './session.js';

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
      choices: ['running', 'finished', 'failed', 'interrupted', 'stopped'],
      many: true,
      description: 'Only runs that stand so (repeatable)',
    },
    sort: {
      kind: 'text',
      placeholder: 'METRIC',
      description: 'Best first by a metric, or `time` for the newest first',
    },
    limit: limitOption('At most so many runs: the first with --sort, else those that started last'),
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
    const place = { ...surroundingsIn(context), store };
    const chosen = await readRuns({ ...place, sweep, status, sort });
    const few = fewRuns(chosen, { sort, limit: rowsWithin(limit, json ? Infinity : undefined) });
    const which = sort === undefined ? ', those that started last' : '';
    if (json) context.stdout.write(`${JSON.stringify(few, null, 1)}\n`);
    else if (few.length > 0) {
      const table = runsTable(few, sort, widthOf(context.stdout));
      const lines = [table, ...restLines(few.length, chosen.length, 'runs', which)];
      context.stdout.write(`${lines.join('\n')}\n`);
    } else if ((await readRuns(place)).length > 0) context.stderr.write('no run stands so\n');
    else
      context.stderr.write(
        `${inCallersWords('no runs yet; start some with `thaw sweep --spec FILE`', context.env)}\n`,
      );
    return 0;
  },
});
