import type { BackboneRegistry } from '../../graph/backbone.js';
import type { LayerGraph } from '../../graph/layer-graph.js';
import { planRematerialisation } from '../../graph/rematerialise.js';
import { describeLayers, type LayerFacts } from '../../graph/shapes.js';
import { subGraph } from '../../graph/sub-graph.js';
import { product } from '../../layers/convolution.js';
import { addHead } from '../../model/head.js';
import type { BackboneConfig, HeadConfig } from '../../spec/run-config.js';
import { remember } from '../../records/remember.js';
import { passCost, type PassCost } from './pass-cost.js';
import { own } from '../../records/own.js';

/** Answers what parts of one network cost, each once. */
export class ModelCosts {
  readonly #passes = new Map<string, PassCost>();
  readonly #rematerialised = new Map<string, number>();
  readonly #facts: ReadonlyMap<string, LayerFacts>;

  constructor(readonly graph: LayerGraph) {
    this.#facts = describeLayers(graph);
  }

  /** From the image, or from `inputs`, to `outputs`. */
  pass(outputs: readonly string[], inputs: readonly string[] = []): PassCost {
    return remember(this.#passes, JSON.stringify([inputs, outputs]), () =>
      passCost(this.graph, { inputs, outputs }),
    );
  }

  /** Of the activations that training from `inputs` needs, those that are held when they are computed again. */
  rematerialisedBytes(inputs: readonly string[]): number {
    return remember(
      this.#rematerialised,
      JSON.stringify(inputs),
      () => 4 * planRematerialisation(subGraph(this.graph, inputs, [this.graph.output])).held,
    );
  }

  /** All weights of the network, as float32. */
  get parameterBytes(): number {
    return this.pass([this.graph.output]).parameterBytes;
  }

  /** Of the weights that a gradient reaches when these layers train. */
  trainedBytes(trainable: readonly string[]): number {
    const trained = trainable.flatMap((name) =>
      this.#facts.get(name)!.weights.filter((weight) => weight.trainable),
    );
    return trained.reduce((sum, { shape }) => sum + 4 * product(shape), 0);
  }

  /** Of one image's activations at these layers; its pixels are bytes. */
  rowBytes(layers: readonly string[], precision: 'float32' | 'float16' = 'float32'): number {
    const numberBytes = precision === 'float16' ? 2 : 4;
    return layers
      .map((name) => this.#facts.get(name)!)
      .reduce(
        (sum, { layer, output }) => sum + product(output) * (layer.kind === 'InputLayer' ? 1 : numberBytes),
        0,
      );
  }
}

/** The costs of networks with their heads; a thousand runs share a handful. */
export class ModelCostsCatalogue {
  readonly #models = new Map<string, ModelCosts>();

  constructor(private readonly backbones: BackboneRegistry) {}

  of({ name, imageSize }: BackboneConfig, head: HeadConfig, classes: number): ModelCosts {
    return remember(
      this.#models,
      JSON.stringify([name, imageSize, { ...head, dropout: head.dropout > 0 }, classes]),
      () => new ModelCosts(addHead(own(this.backbones, name)!.build(imageSize), head, classes)),
    );
  }
}
