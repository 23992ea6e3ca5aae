import { backbones } from '../spec/backbones.fixture.js';
import type { RunConfig } from '../spec/run-config.js';
import { planSweep, type GrowingPlan } from '../plan/plan-sweep.js';
import { base, facts, extract, fineTune } from '../plan/small-run.fixture.js';
import type { Plan } from '../plan/plan.js';
import type { Run } from '../sweep/run.js';
import { listedSearch } from '../sweep/search.js';
import { carryOut, type CarryOutOptions } from './carry-out.fixture.js';
import { searchedRuns, type RunSource } from './run-source.js';

export const plan = (configs: readonly RunConfig[]): GrowingPlan =>
  planSweep({
    runs: configs.map((config, index) => ({ id: `run${index}`, name: '', parameters: {}, config })),
    backbones,
    datasetOf: ({ root }) => ({ ...facts, indexHash: `index of ${root}`, imagesHash: `images of ${root}` }),
    weightsOf: () => 'imagenet',
  });
export const rates = (...all: readonly number[]): readonly RunConfig[] =>
  all.map((learningRate) => ({ ...base, phases: [extract, { ...fineTune, learningRate }] }));

/** As a grid would propose them. */
export function listed(runs: readonly Run[]): RunSource {
  const points = runs.map(({ id }) => ({ id }));
  return searchedRuns({
    search: listedSearch(points),
    runsAt: ({ id }) => runs.filter((run) => run.id === id),
    objective: { metric: 'val_loss', goal: 'minimize' },
  });
}
export const runsOf = ({ runs }: Plan): readonly Run[] => runs.map(({ run }) => run);

/** All runs of a plan, in its order, where no other source is given. */
export const carryOutAll = (sweep: GrowingPlan, options: Partial<CarryOutOptions> = {}) =>
  carryOut(sweep, { source: listed(runsOf(sweep)), ...options });
