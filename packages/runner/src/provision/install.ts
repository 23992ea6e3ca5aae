import type { NativeLibrary } from '@thaw/engine';
import { weightsPlaces } from '../api/surroundings.js';
import type { Provisioning } from './options.js';
import { specWeights } from './spec-weights.js';

export interface Installed {
  readonly library: NativeLibrary;
  /** Paths of the weights that specs want, in the cache. */
  readonly weights: readonly string[];
}

/** Brings what is wanted into the cache folder, from the network where it is not there. */
export async function install(provisioning: Provisioning): Promise<Installed> {
  const { context, cacheFolder, device, cuda, specs, onProgress, onNotice } = provisioning;
  const { deviceToInstall, hasUsableGpu, provisionTensorflow } = await import('@thaw/engine');
  if (device === 'gpu' && !(await hasUsableGpu()))
    onNotice('no GPU here that TensorFlow could use: it is installed for a machine that has one');
  // Specs are read first: a mistake in one of them is told before hundreds of megabytes are fetched.
  const places = { ...weightsPlaces(context), cacheFolder };
  const weights = await specWeights({ specs, context, places, onProgress, onNotice });
  const library = await provisionTensorflow({
    cacheFolder,
    device: await deviceToInstall(device),
    cuda,
    onProgress,
    signal: context.signal,
  });
  return { library, weights };
}
