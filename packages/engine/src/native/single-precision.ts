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
  if (backend === 'wasm' || backend === 'cpu') return 'float32';
  // Where it cannot be computed at all that is told by whoever opens it.
  const chosen = await chooseDevice(device).catch(() => 'cpu');
  const gpu = chosen === 'gpu' ? usedGpu(await findGpus(), gpuIndex) : undefined;
  return gpu && isUsable(gpu) && hasTensorFloat32(gpu) ? 'tensorfloat32' : 'float32';
}
