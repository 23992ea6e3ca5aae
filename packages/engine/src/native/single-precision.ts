import type { SinglePrecision } from '@thaw/core';
import type { BackendChoice } from '../open-engine.js';
import { chooseDevice, type DeviceChoice } from './choose-device.js';
import { findGpus, hasTensorFloat32, isUsable, usedGpu } from './gpu.js';

export interface ComputingDevice {
  /** Default `auto`. */
  readonly backend?: BackendChoice;
  /** Default `auto`. */
  readonly device?: DeviceChoice;
  readonly gpuIndex?: number;
}

/**
 * What single precision comes to where it is not said which: TensorFloat-32 on a GPU that has it, as in PyTorch (its
 * convolutions) and Keras. Nothing is opened for it.
 */
export async function singlePrecision({
  backend = 'auto',
  device = 'auto',
  gpuIndex,
}: ComputingDevice): Promise<SinglePrecision> {
  if (device === 'cpu' || backend === 'wasm' || backend === 'cpu') return 'float32';
  const gpus = await findGpus();
  const gpu = usedGpu(gpus, gpuIndex);
  // Most machines have none, and there nothing more is looked at: every spec that is read asks this.
  if (!gpu || !isUsable(gpu) || !hasTensorFloat32(gpu)) return 'float32';
  // Where it cannot be computed at all that is told by whoever opens it.
  const chosen = await chooseDevice(device, gpus).catch(() => 'cpu');
  return chosen === 'gpu' ? 'tensorfloat32' : 'float32';
}
