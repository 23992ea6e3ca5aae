export { runOnnx, type OnnxJob, type OnnxOutcome } from './onnx/onnxruntime.fixture.js';
