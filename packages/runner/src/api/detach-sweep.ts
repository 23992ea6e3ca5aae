import { submitDriver } from '@thaw/execution/launcher';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { claimSweep } from '../sweep/claim-sweep.js';
import { stageSettings } from './backend.js';
import { inCall } from './call.js';
import { readyToSweep, type RunSweepOptions } from './run-sweep.js';
import { profileOf } from './slurm.js';

/** A sweep that was submitted as a whole. */
export interface DetachedSweep {
  readonly sweep: string;
  readonly name: string;
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
    const { session, prepared } = await readyToSweep(options, call);
    const { loaded } = prepared;
    const settings = stageSettings(options, session, loaded.backbones);
    // Whether nobody else executes it.
    await (await claimSweep(session, loaded.sweepId, call)).release();
    const { job, log } = await submitDriver({
      ...{ store: session.folder, sweep: loaded.sweepId, name: loaded.name, cwd: session.cwd },
      profile: profileOf(prepared, options, session, settings),
      words: [commandLine(), 'sweep', ...words],
    });
    return { sweep: loaded.sweepId, name: loaded.name, job, log };
  });
