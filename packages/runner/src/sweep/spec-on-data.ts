import { withoutValidation, type LoadedSpec, type PlannedRun, type TrainStage } from '@thaw/core';
import { datasetProblems, usableDataset, type UsableDataset } from '@thaw/execution/data';
import { demandsOf } from './dataset-use.js';
import { DistinctProblems } from './distinct-problems.js';
import type { PlannedRuns } from './plan-runs.js';
import { dataId } from './spec-inputs.js';

/**
 * A spec, now that its data is known. What it does not say may depend on the data: where a manifest leaves a run without
 * validation images, runs are ranked by what is measured in training. Nothing needs to be decoded.
 * @throws ThawError with all that is wrong with what the runs ask of their data, as far as the index tells.
 */
export function specOnData<Loaded extends LoadedSpec>(
  loaded: Loaded,
  { plan, datasets }: Pick<PlannedRuns, 'plan' | 'datasets'>,
): Loaded {
  const problems = new DistinctProblems();
  const classes = new Map<string, readonly string[]>();
  /** Most runs divide alike; what cannot be divided is none. */
  const divisions = new Map<string, UsableDataset | undefined>();
  const divisionOf = new Map<PlannedRun, UsableDataset>();
  for (const planned of plan.runs) {
    const { run, phases } = planned;
    const { dataset, split } = plan.stage(phases[0]!.train) as TrainStage;
    const index = datasets.get(dataset)!;
    classes.set(dataId(run.config.data), index.classes);
    const id = JSON.stringify([dataset, split]);
    if (!divisions.has(id))
      divisions.set(
        id,
        problems.collect(
          () => usableDataset(index, split, []),
          () => loaded.positionOf(run, ['data', 'manifest']),
        ),
      );
    const division = divisions.get(id);
    if (division) divisionOf.set(planned, division);
  }
  const runs = plan.runs.map(({ run }) => run);
  problems.collect(() => loaded.checkClasses(runs, ({ data }) => classes.get(dataId(data))!));
  const areAllValidated = [...divisionOf.values()].every(({ split }) => split.validation.length > 0);
  const ranked = areAllValidated ? loaded : withoutValidation(loaded);
  for (const [{ run }, division] of divisionOf)
    problems.add(datasetProblems(division, demandsOf(run, ranked)));
  problems.throwAny();
  return ranked;
}
