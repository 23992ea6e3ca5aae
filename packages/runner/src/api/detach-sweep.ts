import { ThawError } from '@thaw/core';
import { clusterKind, clusterKinds, submitDriver, type ClusterKind } from '@thaw/execution/launcher';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { claimSweep } from '../sweep/claim-sweep.js';
import { stageSettings } from './backend.js';
import { inCall } from './call.js';
import { profileOf } from './cluster.js';
import type { WorkerOptions } from './options.js';
import { readyToSweep, type RunSweepOptions } from './run-sweep.js';

/** A sweep that was submitted as a whole. */
export interface DetachedSweep {
  readonly sweep: string;
  readonly name: string;
  /** Of which kind: `Slurm`. */
  readonly cluster: string;
  /** That has its schedule. */
  readonly job: string;
  /** What that job prints. */
  readonly log: string;
}

/** The built command line. */
const commandLine = () =>
  join(createRequire(import.meta.url).resolve('@thaw/runner/package.json'), '../dist/cli/main.js');

/**
 * Looks whether a sweep can begin, as `runSweep` does, and submits a job that runs it. `words`: what that job is to be told on the command
 * line, without `--detach`.
 */
export const detachSweep = (options: RunSweepOptions, words: readonly string[]): Promise<DetachedSweep> =>
  inCall(options, async (call) => {
    const kind = drivingKind(options);
    const { session, prepared } = await readyToSweep(options, call);
    const { loaded } = prepared;
    const settings = stageSettings(options, session, loaded.backbones);
    // Whether nobody else executes it.
    await (await claimSweep(session, loaded.sweepId, call)).release();
    const { job, log } = await submitDriver(kind, {
      ...{ store: session.folder, sweep: loaded.sweepId, name: loaded.name, cwd: session.cwd },
      profile: profileOf(kind.name, prepared, options, session, settings),
      words: [commandLine(), 'sweep', ...words],
    });
    return { sweep: loaded.sweepId, name: loaded.name, cluster: kind.title, job, log };
  });

/** @throws ThawError where the schedule cannot be a job of what computes. */
function drivingKind({ launcher = 'local' }: WorkerOptions): Required<ClusterKind> {
  const kind = launcher === 'local' ? undefined : clusterKind(launcher);
  if (kind?.driver) return kind as Required<ClusterKind>;
  const driving = Object.values(clusterKinds).filter(({ driver }) => driver);
  throw new ThawError({
    code: 'THAW-CLI-MISSING-OPTION',
    message: '--detach is for clusters that run the schedule of a sweep, too',
    expected: `${driving.map(({ name }) => `--launcher ${name}`).join(' or ')} beside it`,
    found: `--launcher ${launcher}`,
    remedy: 'leave --detach out, and give the command in tmux or screen, to go on without this terminal',
  });
}
