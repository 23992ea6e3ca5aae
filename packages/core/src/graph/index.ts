/**
 * What networks and their weights are described with, and nothing of specs, plans and sweeps. Whoever needs no more, as
 * the thread that reads weights, loads a tenth of the files of `@thaw/core` and none of its libraries.
 */
export { ThawError, type Problem } from '../errors/problem.js';
export type { Shape, WeightSpec } from '../layers/layer-kind.js';
export type { LayerKindName } from '../layers/layer-kinds.js';
export type { NumericArray, Weights } from '../ports/engine.js';
export { deepestValue, isTooDeep } from '../records/depth.js';
export { groupBy } from '../records/group-by.js';
export { own } from '../records/own.js';
export type { Resize } from '../resize/resize.js';
export { weightsRecord } from '../spec/weights-record.js';
export type { Backbone } from './backbone.js';
export { preprocessings, type Preprocessing } from './preprocessing.js';
export { GraphBuilder } from './graph-builder.js';
export { imageSizeFault } from './image-size.js';
export type { LayerGraph } from './layer-graph.js';
export { describeLayers, type LayerFacts } from './shapes.js';
export type { WeightsFormat } from './weights-format.js';
export { isPlainFileName, largestIndex, mostPieces } from './weights-pieces.js';
export {
  noLicence,
  allNames,
  shapeInFile,
  tensorsAt,
  type NameMap,
  type TensorAddress,
  type WeightsSource,
} from './weights-record.js';
