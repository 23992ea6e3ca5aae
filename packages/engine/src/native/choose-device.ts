import { ThawError } from '@thaw/core';
import { findGpus, isUsable, oldestDriver, type Gpu } from './gpu.js';
import { nativePlatform, thisMachine, type NativeDevice } from './platform.js';
import { distributions } from './wheels.js';

export type DeviceChoice = 'auto' | NativeDevice;

/**
 * Which build of TensorFlow to take: for a GPU where there is one with a driver for it and TensorFlow is published for
 * it. `found`: the GPUs, for who has asked already. Throws `THAW-BACKEND-NO-GPU` if `gpu` is demanded and there is none, `THAW-BACKEND-UNSUPPORTED-PLATFORM`.
 */
export async function chooseDevice(choice: DeviceChoice, found?: readonly Gpu[]): Promise<NativeDevice> {
  if (choice === 'cpu') return 'cpu';
  const platform = nativePlatform(await thisMachine());
  const gpus = found ?? (await findGpus());
  if (choice === 'auto') return gpus.some(isUsable) && distributions[platform].gpu ? 'gpu' : 'cpu';
  if (!gpus.some(isUsable)) {
    throw noGpu(gpus[0] ? `${gpus[0].name} with driver ${gpus[0].driver}` : 'none that nvidia-smi lists');
  }
  return 'gpu';
}

/** Which build to install. Unlike computing with it, that needs no GPU here: where images are built, on login nodes. */
export const deviceToInstall = async (choice: DeviceChoice): Promise<NativeDevice> =>
  choice === 'gpu' ? 'gpu' : chooseDevice(choice);

/** Whether this machine has a GPU that the library can compute on. */
export const hasUsableGpu = async (): Promise<boolean> => (await findGpus()).some(isUsable);

export const noGpu = (found: string): ThawError =>
  new ThawError({
    code: 'THAW-BACKEND-NO-GPU',
    message: 'a GPU is demanded, but this process can use none',
    expected: `an NVIDIA GPU with driver ${oldestDriver} or newer`,
    found,
    remedy: 'install or update the driver (in a container: hand the GPU in), or leave `--gpu` away',
  });
