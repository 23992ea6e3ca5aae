import { runNights } from '../api/run-nights.js';
import type { NightReport, NightsResult } from '../api/nights.js';
import type { SweepEvent } from '../events/sweep-event.js';
import { inCallersWords } from '../cli/callers-words.js';
import type { CommandContext } from '../cli/command.js';
import { cacheOptions, storeOptions, trackingOptions } from '../cli/common-options.js';
import type { OptionTable, OptionValues } from '../cli/option.js';
import { describeDigest } from '../nights/describe-digest.js';
import { heartbeatAddress, sendHeartbeat } from '../nights/heartbeat.js';
import { nightText } from '../nights/night-words.js';
import { notify } from '../nights/notify.js';
import { showProgress } from '../progress/show-progress.js';
import type { SweepProgress } from '../progress/sweep-progress.js';
import { formatDuration } from '../text/duration.js';
import { backendOf, backendOptions, launcherOptions, workerOptions } from './backend-options.js';
import { surroundingsIn } from './session.js';

/** Of `nightly` and `schedule`. */
export const nightOptions = {
  specs: {
    kind: 'text',
    placeholder: 'GLOB',
    many: true,
    positional: true,
    description: 'Which specs (default: all of the workspace that have a schedule; repeatable)',
  },
  ...storeOptions,
  ...cacheOptions,
  ...backendOptions,
  ...workerOptions,
  ...launcherOptions,
  ...trackingOptions,
  cacheLimit: {
    kind: 'bytes',
    placeholder: 'SIZE',
    description: 'Evict the least recently used features of the store beyond this size, for example 20GB',
  },
  heartbeat: {
    kind: 'text',
    placeholder: 'URL',
    description:
      'Call this address after nights that ran and did not fail; env:NAME takes it from a variable, since who is on this machine sees what it is called with',
  },
  notify: {
    kind: 'text',
    placeholder: 'COMMAND',
    description:
      'Give the digest of the nights to this command of the shell, as Markdown on its standard input',
  },
} as const satisfies OptionTable;

interface PassOptions extends OptionValues<typeof nightOptions> {
  readonly now?: Date | undefined;
  readonly dryRun?: boolean;
  /** Whether to tell what is said of no sweep, such as that a spec is wrong. Default: all of it. */
  readonly isNews?: (notice: string) => boolean;
}

/** Runs what is due, shows it, and tells whoever is to be told. */
export async function nightlyPass(options: PassOptions, context: CommandContext): Promise<NightsResult> {
  const { specs, store, trackingUri, cacheLimit, now, dryRun, isNews = () => true } = options;
  const { heartbeat } = options;
  const address = heartbeat === undefined ? undefined : heartbeatAddress(heartbeat, context.env);
  const watcher = new Watcher(context);
  try {
    const result = await runNights({
      ...{ ...surroundingsIn(context), ...backendOf(options), specs, store, now, dryRun, trackingUri },
      ...{ cache: options.cache, cacheMode: options.cacheMode },
      ...{ cacheLimitBytes: cacheLimit, workers: options.workers, launcher: options.launcher },
      signal: context.signal,
      onEvent(event, spec) {
        const isTold = spec === undefined && event.type === 'notice' && !isNews(event.message);
        if (!isTold) watcher.show(event, spec);
      },
    });
    watcher.close();
    if (!dryRun && !result.interrupted) await tell(result, options.notify, address, context);
    return result;
  } finally {
    watcher.close();
  }
}

/** Each sweep as `thaw sweep` shows it. */
class Watcher {
  #spec: string | undefined;
  #progress: SweepProgress | undefined;

  constructor(private readonly context: CommandContext) {}

  show(event: SweepEvent, spec: string | undefined): void {
    if (spec !== this.#spec) this.close();
    if (spec !== undefined && spec !== this.#spec) this.context.stderr.write(`${spec}\n`);
    this.#spec = spec;
    const { env } = this.context;
    this.#progress ??= showProgress(false, this.context);
    this.#progress.show(
      event.type === 'notice' ? { ...event, message: inCallersWords(event.message, env) } : event,
    );
  }

  close(): void {
    this.#progress?.close();
    this.#progress = undefined;
  }
}

async function tell(
  { specs, nights, standings }: NightsResult,
  command: string | undefined,
  address: URL | undefined,
  { cwd, env, stderr, signal }: CommandContext,
): Promise<void> {
  const failures: (string | undefined)[] = [];
  if (command !== undefined && nights.length > 0)
    failures.push(await notify(command, describeDigest(standings), { cwd, env, signal, output: stderr }));
  const hasRun = nights.some(({ outcome }) => outcome !== 'skipped');
  // A spec whose schedule cannot be read has failed, and has no night.
  if (address && hasRun && specs.every(({ outcome }) => outcome !== 'failed'))
    failures.push(await sendHeartbeat(address, signal));
  for (const failure of failures) if (failure !== undefined) stderr.write(`${failure}\n`);
}

/** For people, a line for each spec. */
export function nightLine({ spec, outcome, dueAt, reason, computed, reused, seconds }: NightReport): string {
  const due =
    dueAt === undefined ? '' : `, ${outcome === 'not-due' ? 'next' : 'due'} ${nightText(dueAt)} UTC`;
  const why = reason === undefined ? '' : `: ${reason}`;
  const work =
    computed + reused === 0 ? '' : `; ${computed} computed, ${reused} reused, ${formatDuration(seconds)}`;
  return `${spec}: ${outcome}${due}${why}${work}`;
}
