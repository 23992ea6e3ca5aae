import type { OnProgress, RunConfig, Stage } from '@thaw/core';
import { canonicalJson, own } from '@thaw/core';
import { fetchWeights, type WeightsPlaces } from '@thaw/execution/weights';
import type { PreparedSweep } from './prepare-sweep.js';

interface FetchOptions {
  readonly onProgress: OnProgress;
  readonly onNotice: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Fetches pretrained weights that stages still need and this machine lacks. Returns whether there were any. */
export async function fetchMissingWeights(
  prepared: PreparedSweep,
  places: WeightsPlaces,
  options: FetchOptions,
): Promise<boolean> {
  const pending = prepared.plan.stages.filter((stage) => !prepared.cached.has(stage.key));
  const missing = new Map(
    prepared.plan.runs
      .map(({ run }) => run.config)
      .filter(
        (config) => !prepared.weightsOf(config).available && pending.some((stage) => uses(stage, config)),
      )
      .map(({ backbone }) => [canonicalJson([backbone.name, backbone.weights]), backbone] as const),
  );
  const { registry } = prepared.loaded.backbones;
  for (const { name, weights } of missing.values())
    await fetchWeights(own(registry, name)!, weights, { ...places, ...options });
  return missing.size > 0;
}

const uses = (stage: Stage, { backbone }: RunConfig): boolean =>
  (stage.kind === 'features' || stage.kind === 'train') && stage.backbone.name === backbone.name;
