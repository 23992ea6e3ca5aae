export { checkBackbone } from './contract/backbone-rules.js';
export { defineBackbone, type BackboneDefinition } from './networks/define-backbone.js';
export { batchNorm, convolution, depthwise, pooling } from './networks/layer-configs.js';
export { caffe, tf, torch } from './networks/preprocessing.js';
export { backbones, type BackboneName } from './registry.js';
export type { OpenedFile } from './weights/byte-source.js';
export { readWeights } from './weights/read-weights.js';
export { pytorchNames } from './weights/tensors/pytorch-names.js';
export { WeightsReader, type ReadWeightsOptions } from './weights/weights-reader.js';
