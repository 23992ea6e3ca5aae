export { checkBackbone } from './contract/backbone-rules.js';
export { defineBackbone, type BackboneDefinition } from './networks/define-backbone.js';
export { batchNorm, convolution, depthwise, pooling } from './networks/layer-configs.js';
export { caffe, tf } from './networks/preprocessing.js';
export { backbones, type BackboneName } from './registry.js';
export { readWeights, weightsFormatOf, type ReadWeightsOptions } from './weights/read-weights.js';
