import { graphCost } from '../graph/cost.js';
import type { LayerGraph } from '../graph/layer-graph.js';
import { addHead } from '../model/head.js';
import type { PoolName } from '../model/pools.js';
import type { Selector } from '../spec/run-config.js';
import { chooseCut } from './choose-cut.js';
import { ModelCosts } from './estimate/model-costs.js';
import { trainedLayers } from './model.js';

/** What a selector comes to in a phase, as a plan has it where nothing was trained before and images are not augmented as they pass. */
export interface Thawing {
  /** Layers of the network that train, BatchNormalization left out, as it rests unless a spec says otherwise. */
  readonly layers: readonly string[];
  /** Of these layers, those that a gradient reaches. */
  readonly trainableParameters: number;
  /** The layers whose activations are stored: below them nothing changes. */
  readonly cut: readonly string[];
  /** Layers of the network above the cut, which are computed in every epoch. */
  readonly above: readonly string[];
  /** Why there, for people. */
  readonly reason: string;
  /** Of these activations, for one image, as float32; of an image itself a byte a number. */
  readonly bytesPerImage: number;
  /** Share of a forward pass that is above the cut, and done in every epoch. */
  readonly flopsShare: number;
}

/** Answers for one network at one size, whose features are pooled so. */
export class Thawings {
  readonly #graph: LayerGraph;
  readonly #costs: ModelCosts;
  readonly #flops: number;

  constructor(graph: LayerGraph, pool: PoolName) {
    this.#graph = graph;
    // What it tells apart matters to its last layer alone, which no answer counts.
    this.#costs = new ModelCosts(addHead(graph, { pool, hidden: [], dropout: 0 }, 1));
    this.#flops = graphCost(graph).flops;
  }

  /** @throws ThawError if the selector picks nothing. */
  of(trainable: Selector): Thawing {
    const model = this.#costs.graph;
    const live = trainedLayers(this.#graph, model, { trainable, batchNorm: 'frozen' });
    const own = new Set(this.#graph.layers.map(({ name }) => name));
    const layers = live.filter((name) => own.has(name));
    const { cut, reason } = chooseCut(model, new Set(live));
    const above = cut.above.filter((name) => own.has(name));
    const cost = graphCost(this.#graph, { trainable: new Set(layers), layers: new Set(above) });
    return {
      ...{ layers, cut: cut.outputs, above, reason },
      trainableParameters: cost.trainableParameters,
      bytesPerImage: this.#costs.rowBytes(cut.outputs),
      flopsShare: cost.flops / this.#flops,
    };
  }
}
