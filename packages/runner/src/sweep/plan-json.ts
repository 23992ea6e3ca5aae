import { chosenResize, openSettings, own, weightsRecord, type RunConfig } from '@thaw/core';
import type { Amounts, PlannedBudget, SweepPlan } from '../api/results.js';
import type { SweepEstimate } from './estimate-sweep.js';
import type { PreparedSweep } from './prepare-sweep.js';

/** A plan with all its runs and stages, for programs. */
export const planJson = (
  { loaded, plan, cached, stocks, elsewhere, knowledge, networks }: PreparedSweep,
  estimate: SweepEstimate,
  budget?: PlannedBudget,
): SweepPlan => ({
  sweep: loaded.sweepId,
  estimate: amounts(estimate),
  ...(estimate.together && { together: estimate.together }),
  ...(estimate.cluster && { cluster: estimate.cluster }),
  ...(loaded.measured.length > 0 && {
    measured: loaded.measured.map(({ question: { said, network }, taken }) => ({
      ...{ settings: openSettings(said), network },
      ...(taken && {
        taken: { values: taken.values, candidates: taken.candidates, measuredMs: taken.measuredMs },
      }),
    })),
  }),
  ...(loaded.screen && {
    screen: {
      ...{ by: loaded.screen.by, keep: loaded.screen.keep, among: loaded.screen.networks },
      ...networks,
      ...estimate.screening,
    },
  }),
  runs: plan.runs.map(({ run, stages, phases }) => ({
    id: run.id,
    name: run.name,
    parameters: run.parameters,
    precision: run.config.precision ?? 'float32',
    compile: run.config.compile ?? 'off',
    resize: chosenResize(run.config.data.resize, recordOf(run.config, loaded)),
    stages,
    phases,
  })),
  stages: plan.stages.map(({ key, kind, label, parents, runs }) => ({
    key,
    kind,
    label,
    parents,
    runs,
    cached: cached.has(key),
    ...(elsewhere.has(key) && { bytesInCache: elsewhere.get(key)! }),
    images: stocks.get(key),
    estimate: amounts(estimate.stages.get(key)!),
  })),
  runsToCome: loaded.runsToCome,
  ...(knowledge && { knows: knowledge }),
  ...(budget && { budget }),
});

const recordOf = ({ backbone: { name, weights } }: RunConfig, { backbones }: PreparedSweep['loaded']) =>
  weightsRecord(own(backbones.registry, name)!, weights);

const amounts = ({ flops, seconds, secondsRange, memoryBytes, diskBytes }: Amounts): Amounts => ({
  flops,
  seconds,
  secondsRange,
  memoryBytes,
  diskBytes,
});
