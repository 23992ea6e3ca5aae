import type { SinglePrecision } from '@thaw/core';
import type { BackendChoice } from '../open-engine.js';
import type { DeviceChoice } from './choose-device.js';
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
  const gpu = usedGpu(await findGpus(), gpuIndex);
  return gpu && isUsable(gpu) && hasTensorFloat32(gpu) ? 'tensorfloat32' : 'float32';
}
