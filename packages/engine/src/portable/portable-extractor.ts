import * as tf from '@tensorflow/tfjs-core';
import { checkWeights, subGraph, type Extractor, type ExtractorOptions, type ImageChanges } from '@thaw/core';
import { feeder, type Feed } from './feed.js';
import { foldBatchNorm } from '../network/fold-batch-norm.js';
import { compile, run, type Program } from './program.js';
import { toTensors, type Tensors } from './tensors.js';
import type { Unordered } from '../in-order.js';

export class PortableExtractor implements Unordered<Extractor> {
  readonly #input: string;
  readonly #feed: Feed;
  readonly #program: Program;
  readonly #weights: Tensors;

  constructor({ graph, preprocessing, weights, outputs }: ExtractorOptions) {
    this.#input = graph.layers.find(({ kind }) => kind === 'InputLayer')!.name;
    this.#feed = feeder(graph, preprocessing);
    const needed = subGraph(graph, [this.#input], outputs);
    checkWeights(needed, weights);
    const folded = foldBatchNorm(needed, outputs);
    this.#weights = toTensors(folded.graph, folded.fold(weights));
    this.#program = compile(folded.graph, outputs);
  }

  async extract(
    images: Uint8Array,
    size: number,
    changes?: readonly ImageChanges[],
  ): Promise<Float32Array[]> {
    const input = this.#feed(this.#input, images, size, changes);
    const results = run(this.#program, new Map([[this.#input, input]]), this.#weights);
    try {
      return await Promise.all([...results.values()].map((result) => result.data<'float32'>()));
    } finally {
      tf.dispose([input, ...results.values()]);
    }
  }

  dispose(): void {
    tf.dispose([...this.#weights.values()]);
  }
}
