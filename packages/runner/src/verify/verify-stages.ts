import { stagesOf, taskFor, type Plan, type StageStore } from '@thaw/core';
import type { DatasetIndex } from '@thaw/execution/data';
import { readShardLists, type Report, type StageSettings, storeDataset } from '@thaw/execution/stages';
import { FileStageStore, StoreFolder } from '@thaw/execution/store';
import { openLauncher } from '../api/backend.js';
import { compareStages, type Verdict } from './compare-stages.js';

export interface VerifyOptions extends Report {
  readonly store: StageStore;
  readonly settings: StageSettings;
  readonly plan: Plan;
  /** The index behind each dataset stage, by key. */
  readonly datasets: ReadonlyMap<string, DatasetIndex>;
  readonly onVerdict: (verdict: Verdict) => void;
}

/**
 * Computes every stage of a plan in a store of its own, each from what was computed there, and holds it against what is
 * stored. The other store is thrown away; nothing of the one that is verified changes.
 */
export const verifyStages = (options: VerifyOptions): Promise<readonly Verdict[]> =>
  new StoreFolder(options.settings.storeFolder).verifying((folder) => verifyIn(folder, options));

async function verifyIn(folder: string, options: VerifyOptions): Promise<readonly Verdict[]> {
  const { store, settings, plan, datasets, onVerdict } = options;
  const again = new FileStageStore({ folder, onDamage: () => {} });
  const { cache: _, storeAddress: __, ...alone } = settings;
  const launcher = openLauncher({ ...alone, storeFolder: folder }, options);
  const verdicts: Verdict[] = [];
  const done = new Set<string>();
  try {
    for (const stage of plan.stages) {
      if (!done.has(stage.key)) {
        // Features of one pass come together, as in a sweep.
        const isDone = (key: string) => done.has(key);
        const canCome = (key: string) => !isDone(key) && plan.stage(key)!.parents.every(isDone);
        const task = taskFor(stage, plan, canCome);
        // In the batches that they were computed in: the last bits depend on them.
        if (task.kind === 'features')
          for (const each of task.stages) await again.update(each, await readShardLists(store, each));
        if (task.kind === 'dataset') await storeDataset(again, task.stage, datasets.get(stage.key)!);
        else await launcher.execute(task, { ...options, onEpoch: () => {} });
        for (const { key } of stagesOf(task)) done.add(key);
      }
      const verdict = await compareStages(stage, store, again);
      verdicts.push(verdict);
      onVerdict(verdict);
    }
    return verdicts;
  } finally {
    await launcher.close();
  }
}
