import { usualResize } from '../resize/resize.js';
import { defaults } from './defaults.js';
import type { PhaseConfig, RunConfig, SplitConfig } from './run-config.js';
import type { Spec } from './spec.js';

/** A spec that comes to this one run and nothing else, on whatever device, independent of the sweep that it was a point of. */
export function specOfRun(
  name: string,
  { phases, precision, data, ...config }: RunConfig,
  tracking: Pick<NonNullable<Spec['tracking']>, 'experiment'>,
): Spec {
  // What a run holds is what a spec may hold, except that a schema's lists and enums are not read-only.
  return {
    name,
    ...config,
    data: { ...data, split: writeSplit(data.split), resize: data.resize ?? usualResize },
    precision: precision ?? defaults.precision,
    phases: phases.map(writePhase),
    tracking,
  } as unknown as Spec;
}

const writeSplit = ({ fold, validation, test }: SplitConfig) =>
  fold ? { test, folds: fold.of, fold: fold.number } : { validation, test };

const writePhase = ({ optimizer, learningRate, schedule, ...phase }: PhaseConfig) => ({
  ...phase,
  optimizer: { ...optimizer, learningRate, schedule },
});
