// What can be known of the device without loading anything: `@thaw/engine/device`.
export { findGpus, usedGpu, type Gpu } from './gpu.js';
export {
  computingGpu,
  computingGpus,
  singlePrecision,
  singlePrecisionOn,
  type ComputingDevice,
} from './single-precision.js';
