import type { NightsResult } from '../api/nights.js';
import { defineCommand } from '../cli/command.js';
import { jsonOptions } from '../cli/common-options.js';
import { failures, hasFailure } from '../nights/fail-on.js';
import { noSpecText } from '../nights/night-words.js';
import { standingJson } from '../nights/standing-json.js';
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
    failOn: {
      kind: 'choice',
      choices: failures,
      many: true,
      description:
        'End with 1 if a night is worse by more than the noise, has failed, or was overdue before this call (default: failed; repeatable)',
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
    const result = await nightlyPass(options, context);
    const { specs, interrupted } = result;
    if (options.json) context.stdout.write(`${JSON.stringify(asJson(result))}\n`);
    else if (specs.length > 0) context.stdout.write(specs.map((spec) => `${nightLine(spec)}\n`).join(''));
    else if (!interrupted) context.stderr.write(`${noSpecText(options.specs)}\n`);
    if (interrupted) return 130;
    return hasFailure(result, options.failOn.length > 0 ? options.failOn : ['failed']) ? 1 : 0;
  },
});

function asJson({ now, specs, standings, interrupted }: NightsResult) {
  const standingOf = new Map(standings.map((each) => [each.night.spec, each]));
  const told = specs.map((spec) => {
    const standing = standingOf.get(spec.spec);
    return { ...spec, ...(standing && standingJson(standing)) };
  });
  return { now, specs: told, ...(interrupted && { interrupted }) };
}
