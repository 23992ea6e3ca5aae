export { defineBackbone, type BackboneDefinition } from './networks/define-backbone.js';
export { backbones, type BackboneName } from './registry.js';
export { readWeights, weightsFormatOf, type ReadWeightsOptions } from './weights/read-weights.js';
