export { openEngine, type BackendChoice, type OpenEngineOptions } from './open-engine.js';
export { createPortableEngine, type PortableEngineOptions } from './portable/create-portable-engine.js';
export { useTfjsNodeBackend } from './portable/tfjs-node-backend.js';
export {
  createTensorflowEngine,
  type TensorflowEngineOptions,
} from './tensorflow/create-tensorflow-engine.js';

export { encodeOnnx, type OnnxOptions } from './onnx/encode-onnx.js';
export { withMetadata } from './onnx/model-proto.js';
export { encodeClassifier } from './tensorflow/export/encode-classifier.js';
export { encodeGraphModel, type GraphModel } from './tensorflow/export/encode-graph-model.js';

export { checkPlacement } from './placement/check-placement.js';
export { checkBackend, type BackendCheck } from './native/check-backend.js';
export { carriedFolders, folderTaken, takeFolder, type TakenFolder } from './native/carry-tensorflow.js';
export { chooseDevice, deviceToInstall, hasUsableGpu, type DeviceChoice } from './native/choose-device.js';
export type { LibrarySettings } from './native/library-settings.js';
export * from './native/device.js';
export { findTensorflow, locateTensorflow, type NativeLibrary, type NativeTarget } from './native/library.js';
export { loadTensorflowBackend, loadTfjsBinding, type TensorflowBackend } from './native/load.js';
export { type NativeDevice, type NativePlatform } from './native/platform.js';
export type { SessionBinding } from './native/session-binding.js';
export type { TfjsBinding } from './native/tfjs-binding.js';
export { tensorflowVersion } from './native/wheels.js';
export { provisionTensorflow, type ProvisionOptions } from './native/provision.js';
