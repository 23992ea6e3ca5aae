export { layerCases } from './contract/layer-cases.fixture.js';
export {
  imageShape,
  preprocessing,
  randomImages,
  spreadWeights,
  trainableGraph,
} from './contract/small-graphs.fixture.js';
export { runOnnx, type OnnxJob, type OnnxOutcome } from './onnx/onnxruntime.fixture.js';
