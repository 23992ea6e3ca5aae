import type { Plan, PlannedRun } from '@thaw/core';
import type { DatasetIndex, UsableDataset } from '@thaw/execution/data';
import { MemoryStageStore } from '@thaw/execution/fixtures';
import { expect, it } from 'vitest';
import { DatasetUse } from './dataset-use.js';

const images = ['a', 'b'].flatMap((name, label) =>
  Array.from({ length: 10 }, (_, index) => ({
    ...{ path: `${name}/${index}`, sha256: `${name}${index}`, bytes: 1, label },
  })),
);
const index = { classes: ['a', 'b'], images } as unknown as DatasetIndex;

/** Runs of four configurations in each of so many folds, all of a configuration before those of the next. */
function runsOf(folds: number) {
  const stages = Array.from({ length: folds }, (_, fold) => ({
    ...{ kind: 'train', key: `fold ${fold + 1}`, dataset: 'd', features: 'f' },
    split: { validation: 1 / folds, test: 0, seed: 1, fold: { number: fold + 1, of: folds } },
  }));
  const plan = { stage: (key: string) => stages.find((each) => each.key === key) } as unknown as Plan;
  const runs = [1, 2, 3, 4].flatMap(() =>
    stages.map(({ key }) => ({ phases: [{ train: key }] }) as unknown as PlannedRun),
  );
  return { plan, runs };
}

it('divides the images once for each fold that runs take turns at, and not for each run', async () => {
  const { plan, runs } = runsOf(5);
  const use = new DatasetUse({
    ...{ datasets: new Map([['d', index]]), loaded: {} as never, store: new MemoryStageStore() },
    onNotice() {},
  });
  const divisions: UsableDataset[] = [];
  for (const run of runs) divisions.push(await use.usableOf(run, plan));
  expect(divisions).toHaveLength(20);
  expect(new Set(divisions).size).toBe(5);
  expect(divisions[7]!.split.validation).toEqual(divisions[2]!.split.validation);
  expect(new Set([0, 1, 2, 3, 4].flatMap((fold) => [...divisions[fold]!.split.validation])).size).toBe(20);
});
