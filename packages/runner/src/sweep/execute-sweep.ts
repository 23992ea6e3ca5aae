import type { RunsBefore } from './runs-before.js';
import type { OnSweepEvent, RunOutcome } from './sweep-event.js';
import { SweepExecution, type ExecutionOptions } from './sweep-execution.js';

export interface ExecuteOptions extends ExecutionOptions {
  readonly onEvent: OnSweepEvent;
  /** With it, only runs that failed before are executed. */
  readonly retryFailed?: RunsBefore;
  /** Called when the runs have ended, before it is told that the sweep has. */
  readonly keepModels: () => Promise<void>;
}

/** Does what the plan says, run by run. A run that fails does not end the sweep. */
export async function executeSweep(options: ExecuteOptions): Promise<RunOutcome> {
  const { prepared, tracking, onEvent, signal, retryFailed, estimate, keepModels } = options;
  const { loaded, plan, cached } = prepared;
  const startMs = performance.now();
  const runs = plan.runs.filter(({ run }) => !retryFailed || retryFailed.get(run.id) === 'failed');
  const needed = new Set(runs.flatMap(({ stages }) => stages));
  const pending = plan.stages.filter(({ key }) => needed.has(key) && !cached.has(key));
  const expected = estimate && {
    expectedSeconds: pending.reduce((sum, { key }) => sum + (estimate.stages.get(key)!.seconds ?? 0), 0),
  };
  onEvent({
    type: 'sweep-started',
    sweep: loaded.sweepId,
    name: loaded.name,
    runs: runs.length,
    stages: needed.size,
    cached: needed.size - pending.length,
    work: pending.reduce((sum, { work }) => sum + work, 0),
    ...expected,
  });
  await tracking.start(expected?.expectedSeconds);
  const execution = new SweepExecution(options);
  const counts: Record<RunOutcome, number> = { finished: 0, failed: 0, interrupted: 0 };
  for (const [index, run] of runs.entries()) {
    if (signal.aborted) break;
    await execution.keepFeaturesOf(runs.slice(index));
    counts[await execution.executeRun(run, index)]++;
  }
  const status: RunOutcome = signal.aborted ? 'interrupted' : counts.failed > 0 ? 'failed' : 'finished';
  const seconds = (performance.now() - startMs) / 1000;
  if (status !== 'interrupted') await keepModels();
  await tracking.end(status);
  onEvent({
    type: 'sweep-ended',
    status,
    runs: counts,
    computed: execution.computed,
    reused: needed.size - pending.length,
    seconds,
    ...expected,
  });
  return status;
}
