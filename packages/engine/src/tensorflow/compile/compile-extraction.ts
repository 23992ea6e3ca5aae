import { subGraph, type ExtractorOptions, type Weights } from '@thaw/core';
import { checkWeights } from '../../network/check-weights.js';
import { foldBatchNorm } from '../../network/fold-batch-norm.js';
import { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import { Variables } from '../session/variables.js';
import { networkInput, type NetworkInput } from './inputs.js';
import { writeForward } from './network.js';
import { addConstants } from './precision.js';

export interface CompiledExtraction {
  readonly graph: GraphDefBuilder;
  readonly images: NetworkInput;
  readonly variables: Variables;
  /** What `variables` are filled with. */
  readonly weights: Weights;
  /** Float32, in the order asked for. */
  readonly outputs: readonly Output[];
}

export function compileExtraction({
  graph: network,
  preprocessing,
  weights,
  outputs,
  precision = 'float32',
}: ExtractorOptions): CompiledExtraction {
  const input = network.layers.find(({ kind }) => kind === 'InputLayer')!.name;
  const needed = subGraph(network, [input], outputs);
  checkWeights(needed, weights);
  const folded = foldBatchNorm(needed, weights, outputs);

  const graph = new GraphDefBuilder();
  const images = networkInput(graph, network, input, preprocessing, precision);
  const variables = new Variables(graph, 'frozen');
  addConstants(variables, folded.graph, precision);
  const feeds = new Map([[input, images.value]]);
  const passes = writeForward(graph, folded.graph, feeds, (path) => variables.get(path).value);
  variables.finish();
  const outputOf = (name: string) =>
    graph.identity(graph.cast(feeds.get(name) ?? passes.get(name)!.output, 'float32'));
  return { graph, images, variables, weights: folded.weights, outputs: outputs.map(outputOf) };
}
