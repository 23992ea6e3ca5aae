import { own, planSweep, type BackboneRegistry, type DatasetFacts, type RunConfig } from '@thaw/core';

/** The most parameters that one phase of each run trains, by run id. A network that is gone since is left out. */
export function trainedParameters(
  configs: ReadonlyMap<string, RunConfig>,
  dataset: DatasetFacts,
  backbones: BackboneRegistry,
): ReadonlyMap<string, number> {
  const runs = [...configs]
    .filter(([, { backbone }]) => own(backbones, backbone.name))
    .map(([id, config]) => ({ id, name: '', parameters: {}, config }));
  const plan = planSweep({ runs, backbones, datasetOf: () => dataset, weightsOf: () => 'any' });
  return new Map(
    plan.runs.map(({ run, phases }) => [
      run.id,
      Math.max(...phases.map(({ trainableParameters }) => trainableParameters)),
    ]),
  );
}
