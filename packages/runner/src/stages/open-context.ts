import { backbones, type BackboneName } from '@thaw/backbones';
import type { Weights } from '@thaw/core';
import { openEngine, type BackendChoice, type DeviceChoice } from '@thaw/engine';
import { FileStageStore } from '../store/file-stage-store.js';
import { provideWeights } from '../weights/provide-weights.js';
import type { WeightsPlaces } from '../weights/weights-places.js';
import { damageNotice } from './damage-notice.js';
import type { Report, StageContext } from './stage-context.js';

/** Where stages are computed and with what. Plain data. */
export interface StageSettings {
  readonly storeFolder: string;
  readonly weightsPlaces: WeightsPlaces;
  readonly backend: BackendChoice;
  readonly device: DeviceChoice;
}

/** Opens the backend of this process, and installs it first where it is missing. */
export async function openContext(
  { storeFolder, weightsPlaces, backend, device }: StageSettings,
  report: Report,
  onEpoch: StageContext['onEpoch'] = () => {},
): Promise<StageContext> {
  return {
    ...report,
    onEpoch,
    backbones,
    store: new FileStageStore({
      folder: storeFolder,
      onDamage: (damage) => report.onNotice(damageNotice(damage)),
    }),
    engine: await openEngine({ backend, device, cacheFolder: weightsPlaces.cacheFolder, ...report }),
    weightsOf: keepLatest(({ name, weights }, seed) =>
      provideWeights({
        backbone: backbones[name as BackboneName],
        config: weights,
        seed,
        ...weightsPlaces,
        ...report,
      }),
    ),
  };
}

/** One network at a time: a sweep over backbones would else hold them all. */
function keepLatest(load: StageContext['weightsOf']): StageContext['weightsOf'] {
  let kept: { readonly id: string; readonly weights: Promise<Weights> } | undefined;
  return ({ name, weights, imageSize }, seed) => {
    const id = JSON.stringify([name, weights, seed]);
    if (kept?.id !== id) kept = { id, weights: load({ name, weights, imageSize }, seed) };
    return kept.weights;
  };
}
