import { readStatus } from '../api/read-status.js';
import { defineCommand } from '../cli/command.js';
import { jsonOptions, storeOptions } from '../cli/common-options.js';
import { describeStanding } from '../status/describe-standing.js';
import { widthOf } from '../text/fit-table.js';
import { surroundingsIn } from './session.js';

export const status = defineCommand({
  name: 'status',
  summary: 'Show what is under way in a store: what runs where, since when, what waits and why',
  options: {
    sweep: {
      kind: 'text',
      placeholder: 'SWEEP',
      many: true,
      positional: true,
      description: 'Only the sweep of this name or id (repeatable)',
    },
    ...storeOptions,
    ...jsonOptions,
  },
  examples: ['thaw status', 'thaw status flowers', 'thaw status --json --store /data/thaw'],
  async run({ sweep, store, json }, context) {
    const standing = await readStatus({ ...surroundingsIn(context), store, sweep });
    if (json) context.stdout.write(`${JSON.stringify(standing, null, 1)}\n`);
    else if (standing.sweeps.length + standing.stages.length === 0)
      context.stderr.write('nothing is under way\n');
    else context.stdout.write(`${describeStanding(standing, Date.now(), widthOf(context.stdout))}\n`);
    return 0;
  },
});
