import type { SinglePrecision } from '@thaw/core';
import type { BackendChoice } from '../open-engine.js';
import { chooseDevice, type DeviceChoice } from './choose-device.js';
import { findGpus, hasTensorFloat32, isUsable, usedGpu, visibleGpus, type Gpu } from './gpu.js';

export interface ComputingDevice {
  /** Default `auto`. */
  readonly backend?: BackendChoice;
  /** Default `auto`. */
  readonly device?: DeviceChoice;
  readonly gpuIndex?: number;
}

/** The GPU that would be computed on; none, if it were the processor. Nothing is opened for it. */
export async function computingGpu({
  backend = 'auto',
  device = 'auto',
  gpuIndex,
}: ComputingDevice): Promise<Gpu | undefined> {
  if (device === 'cpu' || backend === 'wasm' || backend === 'cpu') return undefined;
  const gpus = await findGpus();
  const gpu = usedGpu(gpus, gpuIndex);
  // Most machines have none, and there nothing more is looked at: every spec that is read asks this.
  if (!gpu || !isUsable(gpu)) return undefined;
  // Where it cannot be computed at all that is told by whoever opens it.
  const chosen = await chooseDevice(device, gpus).catch(() => 'cpu');
  return chosen === 'gpu' ? gpu : undefined;
}

/** Numbers of the GPUs that several processes would have between them, by that of `nvidia-smi`; none, if it were the processor. */
export async function computingGpus(device: ComputingDevice): Promise<readonly number[]> {
  if (!(await computingGpu(device))) return [];
  if (device.gpuIndex !== undefined) return [device.gpuIndex];
  const gpus = await findGpus();
  return visibleGpus(gpus).filter((number) => isUsable(gpus[number]!));
}

/**
 * What single precision comes to where it is not said which: TensorFloat-32 on a GPU that has it, as in PyTorch (its
 * convolutions) and Keras.
 */
export const singlePrecisionOn = (gpu: Gpu | undefined): SinglePrecision =>
  gpu && hasTensorFloat32(gpu) ? 'tensorfloat32' : 'float32';

/** As `singlePrecisionOn` of what would be computed on. */
export const singlePrecision = async (device: ComputingDevice): Promise<SinglePrecision> =>
  singlePrecisionOn(await computingGpu(device));
