import { defineCommand } from '../cli/command.js';
import { jsonOptions } from '../cli/common-options.js';
import { nightLine, nightlyPass, nightOptions } from './nightly-pass.js';

export const nightly = defineCommand({
  name: 'nightly',
  summary: 'Run the nights that are due by the schedules of specs, and end',
  options: {
    ...nightOptions,
    now: {
      kind: 'time',
      placeholder: 'ISO',
      description: 'Take this for the time, to see what would be due then',
    },
    dryRun: { kind: 'flag', description: 'Only say what would be run' },
    ...jsonOptions,
  },
  examples: [
    'thaw nightly',
    "thaw nightly --specs 'experiments/**/*.yaml' --heartbeat https://hc.example/ping/flowers",
    'thaw nightly --dry-run --now 2026-11-26T02:00:00+01:00',
  ],
  async run(options, context) {
    const { now, specs, interrupted } = await nightlyPass(options, context);
    if (options.json)
      context.stdout.write(`${JSON.stringify({ now, specs, ...(interrupted && { interrupted }) })}\n`);
    else if (specs.length > 0) context.stdout.write(specs.map((spec) => `${nightLine(spec)}\n`).join(''));
    else if (!interrupted) context.stderr.write('no spec of the workspace has a schedule\n');
    if (interrupted) return 130;
    return specs.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
  },
});
