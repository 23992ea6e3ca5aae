import { subGraph, type LayerGraph, type Weights } from '@thaw/core';
import { foldBatchNorm } from '../../network/fold-batch-norm.js';
import { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import type { Compiled } from '../session/session-pool.js';
import { Variables } from '../session/variables.js';
import { networkInput, type NetworkInput } from './inputs.js';
import { writeForward } from './network.js';
import { activationType, addConstants } from './precision.js';
import type { ExtractionStructure } from './structure.js';

export interface CompiledExtraction extends Compiled {
  readonly images: NetworkInput;
  /** What weights are needed of. */
  readonly needed: LayerGraph;
  readonly constants: Variables;
  /** What `constants` are filled with. */
  constantsOf(weights: Weights): Weights;
  /** Float32, in the order asked for. */
  readonly outputs: readonly Output[];
}

export function compileExtraction(structure: ExtractionStructure): CompiledExtraction {
  const { graph: network, preprocessing, outputs, precision } = structure;
  const input = network.layers.find(({ kind }) => kind === 'InputLayer')!.name;
  const needed = subGraph(network, [input], outputs);
  const folded = foldBatchNorm(needed, outputs);

  const graph = new GraphDefBuilder();
  if (structure.compile) graph.compileWhatFollows();
  const images = networkInput(graph, network, input, preprocessing, activationType(precision));
  const constants = new Variables(graph, 'frozen');
  addConstants(constants, folded.graph, precision);
  constants.finish();
  const feeds = new Map([[input, images.value]]);
  const passes = writeForward(graph, folded.graph, feeds, (path) => constants.get(path).value);
  const outputOf = (name: string) =>
    graph.identity(graph.cast(feeds.get(name) ?? passes.get(name)!.output, 'float32'));
  return {
    ...{ graph, images, needed, constants, variables: [constants] },
    constantsOf: (weights) => folded.fold(weights),
    outputs: outputs.map(outputOf),
  };
}
