import {
  chosenResize,
  own,
  weightsRecord,
  withClassifier,
  type Backbone,
  type BackboneRegistry,
  type Stage,
  type StageStore,
  type TakenSettings,
  type Weights,
  type WeightsConfig,
} from '@thaw/core';
import { openEngine, type BackendChoice, type DeviceChoice, type LibrarySettings } from '@thaw/engine';
import { availableParallelism } from 'node:os';
import type { BackboneModule } from '../backbones/backbone-module.js';
import type { CacheSettings } from '../cache/open-cache.js';
import { openBackbones } from '../backbones/open-backbones.js';
import { gitState } from '../provenance/git-state.js';
import { provenanceBlob, recordProvenance, type ProvenanceFacts } from '../provenance/provenance.js';
import type { StoreSettings } from '../store/open-store.js';
import { identifyWeights, type WeightsIdentity } from '../weights/identify-weights.js';
import { provideWeights } from '../weights/provide-weights.js';
import type { WeightsPlaces } from '../weights/weights-places.js';
import { RecentWeights } from './recent-weights.js';
import type { ComputeContext, Report, WeightsPart } from './stage-context.js';

/** What stages are computed with. Plain data. */
export interface ComputeSettings {
  /** Whose Git commit is noted with what is computed. */
  readonly workspace: string;
  readonly weightsPlaces: WeightsPlaces;
  /** Networks that are not built in. */
  readonly backboneModules: readonly BackboneModule[];
  readonly backend: BackendChoice;
  readonly device: DeviceChoice;
  readonly library: LibrarySettings;
  /** That decode images, at most. Default: as many as there are threads. */
  readonly decoderProcesses?: number;
  /** What specs have left to measuring, for the provenance of what is computed. */
  readonly decided?: readonly TakenSettings[];
}

/** And where their results lie. */
export interface StageSettings extends ComputeSettings, StoreSettings {
  /** What others have computed. Default: nothing. */
  readonly cache?: CacheSettings;
}

/**
 * Opens the backend of this process, and installs it first where it is missing. `report` is told of that, and of weights
 * that are fetched.
 */
export async function openContext(
  {
    workspace,
    weightsPlaces,
    backboneModules,
    backend,
    device,
    library,
    decided,
    ...settings
  }: ComputeSettings,
  store: StageStore,
  report: Report,
): Promise<ComputeContext> {
  const backbones = await openBackbones(backboneModules);
  const engine = await openEngine({
    backend,
    device,
    library,
    cacheFolder: weightsPlaces.cacheFolder,
    ...report,
  });
  const git = await gitState(workspace);
  // Once for a task: a training notes them after each epoch, and their file may be gone by then.
  const identities = new WeakMap<Stage, Promise<WeightsIdentity | undefined>>();
  const weightsOf = (stage: Stage) => {
    const identity = identities.get(stage) ?? identifyWeightsOf(stage, backbones, weightsPlaces);
    identities.set(stage, identity);
    return identity;
  };
  const facts: ProvenanceFacts = {
    ...{ engine, git, weightsOf, decided },
    resizeOf: (stage) =>
      stage.kind === 'features'
        ? chosenResize(
            stage.resize,
            weightsRecord(own(backbones, stage.backbone.name)!, stage.backbone.weights),
          )
        : undefined,
    backboneOf: (name) => backboneModules.find((module) => module.name === name),
  };
  return {
    backbones,
    store,
    engine,
    recentWeights: new RecentWeights(),
    decoderProcesses: settings.decoderProcesses ?? library.threads ?? availableParallelism(),
    recordProvenance: (stages, startedMs) => recordProvenance(store, stages, startedMs, facts),
    provenanceBlob: (stage, startedMs) => provenanceBlob(store, stage, startedMs, facts),
    weightsOf: keepLatest(({ name, weights }, seed, identity, part) =>
      provideWeights({
        backbone: networkFor(own(backbones, name)!, weights, part),
        config: weights,
        seed,
        identity,
        ...weightsPlaces,
        ...report,
      }),
    ),
  };
}

/** The weights that a stage begins with, if it holds layers of a backbone. */
async function identifyWeightsOf(
  stage: Stage,
  backbones: BackboneRegistry,
  places: WeightsPlaces,
): Promise<WeightsIdentity | undefined> {
  if (stage.kind !== 'features' && stage.kind !== 'train') return undefined;
  const { name, weights: config } = stage.backbone;
  const seed = stage.kind === 'features' ? stage.seed : stage.split.seed;
  return identifyWeights({ backbone: own(backbones, name)!, config, seed, ...places });
}

const networkFor = (network: Backbone, weights: WeightsConfig, part?: WeightsPart): Backbone =>
  part === 'with-classifier' ? withClassifier(network, weights)! : network;

/** One network at a time: a sweep over backbones would else hold them all. */
function keepLatest(load: ComputeContext['weightsOf']): ComputeContext['weightsOf'] {
  let kept: { readonly id: string; readonly weights: Promise<Weights> } | undefined;
  return ({ name, weights, imageSize }, seed, identity, part) => {
    const id = JSON.stringify([name, weights, seed, identity, part]);
    if (kept?.id === id) return kept.weights;
    const loading = { id, weights: load({ name, weights, imageSize }, seed, identity, part) };
    kept = loading;
    // What could not be had for one run may be there for the next.
    loading.weights.catch(() => {
      if (kept === loading) kept = undefined;
    });
    return loading.weights;
  };
}
