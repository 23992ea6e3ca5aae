import { subGraph, type LayerGraph } from '@thaw/core';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import type { TrainingPass } from '../layers/tensorflow-layer.js';
import { writeBackward, writeForward, type NetworkPass } from './network.js';

/** A network in blocks, each fed by the output of the one below. */
export interface BlocksPass {
  readonly output: Output;
  /** Writes the way back. Returns the gradients by the weights of the layers in `trained`, by `layer/weight`. */
  backward(outputGradient: Output, trained: ReadonlySet<string>): ReadonlyMap<string, Output>;
}

/** Divided above each layer of `kept`, whose outputs are all that is needed of what is below. */
export function divideNetwork(network: LayerGraph, kept: readonly string[]): readonly LayerGraph[] {
  const inputs = network.layers.filter(({ kind }) => kind === 'InputLayer').map(({ name }) => name);
  return [...kept, network.output].map((output, index) =>
    subGraph(network, index === 0 ? inputs : [kept[index - 1]!], [output]),
  );
}

/**
 * Writes a training pass through the blocks. On the way back every block but the last is computed again, once the
 * gradient has come as far as its output: until then nothing of it is held but what is fed to it.
 */
export function writeBlocks(
  graph: GraphDefBuilder,
  blocks: readonly LayerGraph[],
  borders: ReadonlyMap<string, Output>,
  weightOf: (path: string) => Output,
  training: TrainingPass,
): BlocksPass {
  const written: { readonly feeds: ReadonlyMap<string, Output>; readonly passes: NetworkPass }[] = [];
  let feeds = borders;
  for (const block of blocks) {
    const passes = writeForward(graph, block, feeds, weightOf, training);
    written.push({ feeds, passes });
    feeds = new Map([[block.output, passes.get(block.output)!.output]]);
  }
  const again = (index: number, gradient: Output) =>
    graph.inScope('again', () => {
      // Inputs of its own also keep TensorFlow from taking the block for a copy of the one written above.
      const awaited = graph.after([gradient], () =>
        [...written[index]!.feeds].map(([name, feed]) => [name, graph.identity(feed)] as const),
      );
      return writeForward(graph, blocks[index]!, new Map(awaited), weightOf, {
        ...training,
        statistics: new Map(),
      });
    });

  return {
    output: written.at(-1)!.passes.get(blocks.at(-1)!.output)!.output,
    backward(outputGradient, trained) {
      const byWeight = new Map<string, Output>();
      let gradient = outputGradient;
      for (const [index, block] of [...blocks.entries()].toReversed()) {
        const passes = block === blocks.at(-1) ? written[index]!.passes : again(index, gradient);
        const below = blocks[index - 1]?.output;
        const wanted = new Set(below === undefined ? trained : [...trained, below]);
        const gradients = writeBackward(graph, block, passes, gradient, wanted);
        for (const [path, byValue] of gradients.weights) byWeight.set(path, byValue);
        if (below !== undefined) gradient = gradients.inputs.get(below)!;
      }
      return byWeight;
    },
  };
}
