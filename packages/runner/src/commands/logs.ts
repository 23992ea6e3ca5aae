import { readLog } from '../api/read-log.js';
import { defineCommand } from '../cli/command.js';
import { jsonOptions, runOptions, storeOptions } from '../cli/common-options.js';
import { surroundingsIn } from './session.js';

export const logs = defineCommand({
  name: 'logs',
  summary: 'Show what has happened to a run, epoch by epoch, and what its workers have printed',
  options: {
    ...runOptions,
    follow: { kind: 'flag', description: 'Go on until nobody executes its sweep any more, or Ctrl-C' },
    ...storeOptions,
    ...jsonOptions,
  },
  examples: ['thaw logs 3f2a9c', 'thaw logs 3f2a9c --follow'],
  async run({ run, follow, store, json }, context) {
    const { signal, stdout } = context;
    for await (const line of readLog({ ...surroundingsIn(context), run, follow, store, signal })) {
      const { timeMs, worker, text } = line;
      const by = worker === undefined ? '' : `worker ${worker}: `;
      stdout.write(json ? `${JSON.stringify(line)}\n` : `${timeText(timeMs)}  ${by}${text}\n`);
    }
    return 0;
  },
});

/** In UTC, as journals have it: `2026-11-24 09:41:05`. */
const timeText = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ');
