import { detachSweep } from '../api/detach-sweep.js';
import { runSweep, type RunSweepOptions } from '../api/run-sweep.js';
import { inCallersWords } from '../cli/callers-words.js';
import { defineCommand, type CommandContext, type ExitCode } from '../cli/command.js';
import {
  cacheOptions,
  digestOptions,
  jsonOptions,
  specsOptions,
  storeOptions,
  trackingOptions,
} from '../cli/common-options.js';
import { jsonEvent } from '../cli/json-event.js';
import type { OptionTable, OptionValues } from '../cli/option.js';
import { wordsOf } from '../cli/words-of.js';
import type { SweepEvent, SweepOutcome } from '../events/sweep-event.js';
import { showProgress } from '../progress/show-progress.js';
import { endTable } from '../sweep/end-table.js';
import { rankingNotes } from '../sweep/groups-text.js';
import { budgetNote } from '../text/budget-left.js';
import { widthOf } from '../text/fit-table.js';
import { limitOption } from '../text/limit.js';
import { backendOf, backendOptions, launcherOptions, workerOptions } from './backend-options.js';
import { SweepsTally, totalOfSweeps } from '../sweep/sweeps-tally.js';
import { specCall } from './session.js';
import { forEachSpec, type SpecInTurn } from './several-specs.js';

const sweepOptions = {
  ...specsOptions,
  ...storeOptions,
  ...cacheOptions,
  ...digestOptions,
  ...jsonOptions,
  ...backendOptions,
  ...workerOptions,
  ...launcherOptions,
  ...trackingOptions,
  retryFailed: { kind: 'flag', description: 'Execute only runs that failed before' },
  cacheLimit: {
    kind: 'bytes',
    placeholder: 'SIZE',
    description: 'Evict the least recently used features of the store beyond this size, for example 20GB',
  },
  recompute: {
    kind: 'choice',
    choices: ['dataset', 'features', 'train', 'evaluate'],
    many: true,
    excludes: ['noSharing'],
    description:
      'Compute stages of this kind, and what is made from them, again, and replace what is stored (repeatable)',
  },
  recalibrate: {
    kind: 'flag',
    description:
      'Measure this machine again, if there is something to compute, and decide anew what `auto` of precision and compile comes to',
  },
  detach: {
    kind: 'flag',
    excludes: ['noSharing'],
    description: 'With --launcher slurm: submit the whole sweep, and return',
  },
  limit: limitOption('At most so many rows in the table at the end'),
  force: { kind: 'flag', description: 'Start even if memory or disk seem too small' },
  noSharing: {
    kind: 'flag',
    excludes: ['store', 'cache', 'retryFailed', 'trackingUri', 'workers', 'launcher'],
    description: 'Do the work of a naive loop, to compare with; nothing of it is kept',
  },
} as const satisfies OptionTable;

export const sweep = defineCommand({
  name: 'sweep',
  summary: 'Run a sweep, or several in turn; what is stored already is not computed again',
  options: sweepOptions,
  examples: [
    'thaw sweep --spec experiments/xception.yaml',
    "thaw sweep --spec 'experiments/*.yaml'",
    'thaw sweep --spec x.yaml --launcher slurm --detach',
    'thaw sweep --spec x.yaml --set batchSize=16 --set seed=7',
    'MLFLOW_TRACKING_URI=http://127.0.0.1:5000 thaw sweep --spec x.yaml',
  ],
  async run(options, context) {
    const tally = new SweepsTally();
    const { code, areSeveral, files, refused } = await forEachSpec(options, context, (turn) =>
      sweepOne(options, turn, tally, context),
    );
    if (!areSeveral) return code;
    const total = tally.total(files.length, refused);
    if (options.json) context.stdout.write(jsonEvent({ type: 'sweeps-ended', ...total }));
    else context.stderr.write(`\n${totalOfSweeps(total)}\n`);
    return code;
  },
});

type Options = OptionValues<typeof sweepOptions>;

async function sweepOne(
  options: Options,
  { file, spec, turn }: SpecInTurn,
  tally: SweepsTally,
  context: CommandContext,
): Promise<ExitCode> {
  if (options.detach) return detachOne(options, { file }, context);
  const progress = showProgress(options.json, context);
  const { json, limit } = options;
  if (turn !== undefined && !json) context.stderr.write(`\n${turn}\n`);
  try {
    const { hint, ...result } = await runSweep({
      ...callOf(options, file, context),
      onEvent(event) {
        tally.add(event);
        progress.show({ ...inWordsOf(context, event), ...(spec && { spec }) });
      },
    });
    progress.close();
    if (!json) {
      const { budget } = result;
      const lines = [
        ...endTable(result, { limit, width: widthOf(context.stdout) }),
        ...rankingNotes(result),
        ...(budget ? [budgetNote(budget.left, budget.endedBy)] : []),
      ];
      context.stdout.write(`\n${lines.join('\n')}\n`);
    }
    if (hint !== undefined && !json) context.stderr.write(`\n${inCallersWords(hint, context.env)}\n`);
    return exitCodes[result.status];
  } finally {
    progress.close();
  }
}

function callOf(options: Options, file: string, context: CommandContext): RunSweepOptions {
  const { recompute, trackingUri, retryFailed, cacheLimit, recalibrate, force, noSharing } = options;
  return {
    ...{ ...specCall({ ...options, spec: file }, context), ...backendOf(options) },
    ...{ cacheLimitBytes: cacheLimit, recompute, trackingUri, retryFailed, recalibrate, force },
    ...{ workers: options.workers, launcher: options.launcher, sharing: !noSharing },
  };
}

/** The job that has the schedule is told what this command was, of one spec. */
async function detachOne(
  options: Options,
  { file }: Pick<SpecInTurn, 'file'>,
  context: CommandContext,
): Promise<ExitCode> {
  const words = wordsOf(sweepOptions, { ...options, spec: [file], detach: false });
  const detached = await detachSweep(callOf(options, file, context), words);
  const { sweep, name, cluster, job, log } = detached;
  if (options.json) context.stdout.write(jsonEvent({ type: 'sweep-detached', ...detached }));
  else {
    const lines = [`${name} (sweep ${sweep}) is job ${job} of ${cluster}, which submits its workers.`];
    context.stdout.write(`${[...lines, `What it says is in ${log}`].join('\n')}\n`);
  }
  return 0;
}

const exitCodes = { finished: 0, failed: 1, interrupted: 130 } as const satisfies Record<
  SweepOutcome,
  ExitCode
>;

const inWordsOf = ({ env }: CommandContext, event: SweepEvent): SweepEvent =>
  event.type === 'notice' ? { ...event, message: inCallersWords(event.message, env) } : event;
