import type { Plan, PlannedRun } from '@thaw/core';

/** Keys of the features that some training or evaluation of these runs, not done yet, has still to read. */
export function featuresToRead(
  runs: readonly PlannedRun[],
  plan: Pick<Plan, 'stage'>,
  done: ReadonlySet<string>,
): ReadonlySet<string> {
  const keys = new Set<string>();
  const pending = new Set(runs.flatMap((run) => run.stages).filter((key) => !done.has(key)));
  for (const key of pending) {
    const stage = plan.stage(key)!;
    const training = stage.kind === 'evaluate' ? plan.stage(stage.train) : stage;
    if (training?.kind !== 'train') continue;
    keys.add(training.features);
    if (training.augmentedFeatures !== undefined) keys.add(training.augmentedFeatures);
  }
  return keys;
}
