import { estimatePlan, groupBy, type EstimateInputs, type PlanEstimate } from '@thaw/core';
import type { DatasetIndex } from '@thaw/execution/data';
import type { Amounts } from '../api/results.js';
import { amountsOf } from '../sweep/amounts-of.js';
import type { ToScreen } from './to-screen.js';

/** What a sweep takes of which it is not known yet which networks it keeps. */
export interface ScreeningEstimate {
  /** Of the images through networks that nobody has scored. */
  readonly passes: Amounts;
  /** The most that comes after it; absent where a search chooses other points among fewer networks. */
  readonly atMost?: Amounts & { readonly runs: number };
}

type Machine = Pick<EstimateInputs, 'backbones' | 'memoryPlace' | 'speed'>;

/** What the passes of a screening take. */
export function estimatePasses(
  { passes, datasets, stocks }: ToScreen,
  machine: Machine & { readonly sizeOf: (index: DatasetIndex) => ReturnType<EstimateInputs['datasetOf']> },
): Amounts {
  const pending = passes.stages.filter(({ key }) => stocks.get(key)!.stored < stocks.get(key)!.total);
  const { stages } = estimatePlan({
    ...machine,
    plan: passes,
    cached: new Set(passes.stages.filter((stage) => !pending.includes(stage)).map(({ key }) => key)),
    stockOf: (key) => stocks.get(key),
    datasetOf: (key) => machine.sizeOf(datasets.get(key)!),
  });
  return amountsOf(pending.map(({ key }) => stages.get(key)!));
}

/** What `keep` of a grid's networks take at most, whichever they are, once the passes of its screening are done. */
export function estimateDearest(
  { plan, cached }: Pick<EstimateInputs, 'plan' | 'cached'>,
  { stages }: PlanEstimate,
  { keep, passes }: Pick<ToScreen, 'passes'> & { readonly keep: number },
): Amounts & { readonly runs: number } {
  const amountsFor = (keys: readonly string[]) => amountsOf(keys.map((key) => stages.get(key)!));
  const networks = [...groupBy(plan.runs, ({ run }) => run.config.backbone.name).values()].map((runs) => {
    const keys = new Set(runs.flatMap((run) => run.stages));
    const pending = [...keys].filter((key) => !cached.has(key) && !passes.stage(key));
    const { seconds, flops } = amountsFor(pending);
    return { runs: runs.length, pending, weight: seconds ?? flops };
  });
  const dearest = networks.toSorted((a, b) => b.weight - a.weight).slice(0, keep);
  const runs = networks.map((network) => network.runs).toSorted((a, b) => b - a);
  return {
    runs: runs.slice(0, keep).reduce((sum, count) => sum + count, 0),
    ...amountsFor([...new Set(dearest.flatMap(({ pending }) => pending))]),
  };
}
