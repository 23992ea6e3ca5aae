import { estimatePlan, groupBy, type EstimateInputs, type PlanEstimate } from '@thaw/core';
import type { DatasetIndex } from '@thaw/execution/data';
import type { Amounts } from '../api/results.js';
import { amountsOf } from '../sweep/amounts-of.js';
import type { ToScreen } from './to-screen.js';

/** What several stages take, of which so many are not stored. */
export interface CountedAmounts extends Amounts {
  readonly toCompute: number;
}

/** What a sweep takes of which it is not known yet which networks it keeps. */
export interface ScreeningEstimate {
  /** Of the images through networks that nobody has scored. */
  readonly passes: CountedAmounts;
  /** The most that comes after it, and `stages` with its own; absent where a search chooses other points among fewer networks. */
  readonly atMost?: CountedAmounts & { readonly runs: number; readonly stages: number };
}

type Machine = Pick<EstimateInputs, 'backbones' | 'memoryPlace' | 'speed'>;

/** What the passes of a screening take. */
export function estimatePasses(
  { passes, datasets, stocks }: ToScreen,
  machine: Machine & { readonly sizeOf: (index: DatasetIndex) => ReturnType<EstimateInputs['datasetOf']> },
): CountedAmounts {
  const pending = passes.stages.filter(({ key }) => stocks.get(key)!.stored < stocks.get(key)!.total);
  const { stages } = estimatePlan({
    ...machine,
    plan: passes,
    cached: new Set(passes.stages.filter((stage) => !pending.includes(stage)).map(({ key }) => key)),
    stockOf: (key) => stocks.get(key),
    datasetOf: (key) => machine.sizeOf(datasets.get(key)!),
  });
  return { toCompute: pending.length, ...amountsOf(pending.map(({ key }) => stages.get(key)!)) };
}

/** What `keep` of a grid's networks take at most, whichever they are, once the passes of its screening are done. */
export function estimateDearest(
  { plan, cached }: Pick<EstimateInputs, 'plan' | 'cached'>,
  { stages }: PlanEstimate,
  { keep, passes }: Pick<ToScreen, 'passes'> & { readonly keep: number },
): NonNullable<ScreeningEstimate['atMost']> {
  const amountsFor = (keys: readonly string[]) => amountsOf(keys.map((key) => stages.get(key)!));
  const networks = [...groupBy(plan.runs, ({ run }) => run.config.backbone.name).values()].map((runs) => {
    const keys = new Set(runs.flatMap((run) => run.stages));
    const pending = [...keys].filter((key) => !cached.has(key) && !passes.stage(key));
    const { seconds, flops } = amountsFor(pending);
    return { runs: runs.length, keys: [...keys], pending, weight: seconds ?? flops };
  });
  const dearest = networks.toSorted((a, b) => b.weight - a.weight).slice(0, keep);
  const runs = networks.map((network) => network.runs).toSorted((a, b) => b - a);
  const pending = [...new Set(dearest.flatMap((network) => network.pending))];
  return {
    runs: runs.slice(0, keep).reduce((sum, count) => sum + count, 0),
    stages: new Set([...passes.stages.map(({ key }) => key), ...dearest.flatMap(({ keys }) => keys)]).size,
    toCompute: pending.length,
    ...amountsFor(pending),
  };
}
