import { cancelSweep } from '../api/cancel-sweep.js';
import { defineCommand } from '../cli/command.js';
import { jsonOptions, storeOptions } from '../cli/common-options.js';
import { count } from '../text/count.js';
import { surroundingsIn } from './session.js';

export const cancel = defineCommand({
  name: 'cancel',
  summary: 'End a sweep that is under way, here or on a cluster; what is stored stays',
  options: {
    sweep: {
      kind: 'text',
      placeholder: 'SWEEP',
      positional: true,
      description: 'The name or id of the sweep (default: the one that is under way)',
    },
    ...storeOptions,
    ...jsonOptions,
  },
  examples: ['thaw cancel', 'thaw cancel flowers'],
  async run({ sweep, store, json }, context) {
    const { signal, stdout, stderr } = context;
    const options = { ...surroundingsIn(context), store, signal };
    const cancelled = await cancelSweep({ ...options, ...(sweep !== undefined && { name: sweep }) });
    if (json) stdout.write(`${JSON.stringify(cancelled ?? null, null, 1)}\n`);
    else if (!cancelled) stderr.write('nothing is under way\n');
    else {
      const { name, id, jobs, hasEnded } = cancelled;
      const how = hasEnded ? 'has ended' : 'ends once its batch is over';
      const also = jobs.length > 0 ? `; ${count(jobs.length, 'job')} cancelled` : '';
      stdout.write(`${name} (${id}) ${how}${also}; the same command goes on with it\n`);
    }
    return 0;
  },
});
