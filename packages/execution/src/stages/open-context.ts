import type { BackboneRegistry, Stage, Weights } from '@thaw/core';
import { openEngine, type BackendChoice, type DeviceChoice, type LibrarySettings } from '@thaw/engine';
import type { BackboneModule } from '../backbones/backbone-module.js';
import { openBackbones } from '../backbones/open-backbones.js';
import { gitState } from '../provenance/git-state.js';
import { recordProvenance } from '../provenance/provenance.js';
import { FileStageStore } from '../store/folder/file-stage-store.js';
import { identifyWeights, type WeightsIdentity } from '../weights/identify-weights.js';
import { provideWeights } from '../weights/provide-weights.js';
import type { WeightsPlaces } from '../weights/weights-places.js';
import { damageNotice } from '../store/damage-notice.js';
import type { Report, StageContext } from './stage-context.js';
import { own } from '@thaw/core';

/** Where stages are computed and with what. Plain data. */
export interface StageSettings {
  readonly storeFolder: string;
  /** Whose Git commit is noted with what is computed. */
  readonly workspace: string;
  readonly weightsPlaces: WeightsPlaces;
  /** Networks that are not built in. */
  readonly backboneModules: readonly BackboneModule[];
  readonly backend: BackendChoice;
  readonly device: DeviceChoice;
  readonly library: LibrarySettings;
}

/** Opens the backend of this process, and installs it first where it is missing. */
export async function openContext(
  { storeFolder, workspace, weightsPlaces, backboneModules, backend, device, library }: StageSettings,
  report: Report,
  onEpoch: StageContext['onEpoch'] = () => {},
): Promise<StageContext> {
  const store = new FileStageStore({
    folder: storeFolder,
    onDamage: (damage) => report.onNotice(damageNotice(damage)),
  });
  const backbones = await openBackbones(backboneModules);
  const engine = await openEngine({
    backend,
    device,
    library,
    cacheFolder: weightsPlaces.cacheFolder,
    ...report,
  });
  const git = await gitState(workspace);
  const weightsOf = (stage: Stage) => identifyWeightsOf(stage, backbones, weightsPlaces);
  return {
    ...report,
    onEpoch,
    backbones,
    store,
    engine,
    recordProvenance: (stages, startedMs) =>
      recordProvenance(store, stages, startedMs, {
        engine,
        git,
        weightsOf,
        backboneOf: (name) => backboneModules.find((module) => module.name === name),
      }),
    weightsOf: keepLatest(({ name, weights }, seed, identity) =>
      provideWeights({
        backbone: own(backbones, name)!,
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

/** One network at a time: a sweep over backbones would else hold them all. */
function keepLatest(load: StageContext['weightsOf']): StageContext['weightsOf'] {
  let kept: { readonly id: string; readonly weights: Promise<Weights> } | undefined;
  return ({ name, weights, imageSize }, seed, identity) => {
    const id = JSON.stringify([name, weights, seed, identity]);
    if (kept?.id === id) return kept.weights;
    const loading = { id, weights: load({ name, weights, imageSize }, seed, identity) };
    kept = loading;
    // What could not be had for one run may be there for the next.
    loading.weights.catch(() => {
      if (kept === loading) kept = undefined;
    });
    return loading.weights;
  };
}
