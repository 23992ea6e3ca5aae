import type { ConfigOf, LayerKindName } from '../layers/layer-kinds.js';
import type { Shape } from '../layers/layer-kind.js';
import { kerasOrder } from './keras-order.js';
import type { Layer, LayerGraph } from './layer-graph.js';

/** Writes a network down layer by layer; each call returns the layer's name, to be used as an input. */
export class GraphBuilder {
  readonly #layers: Layer[] = [];
  readonly #names = new Set<string>();
  #block: string | undefined;

  constructor(private readonly name: string) {}

  input(name: string, shape: Shape): string {
    return this.#push({ name, kind: 'InputLayer', config: { shape }, inputs: [] });
  }

  /** Layers added from now on belong to this block. */
  block(name: string | undefined): this {
    this.#block = name;
    return this;
  }

  add<Kind extends LayerKindName>(
    kind: Kind,
    name: string,
    config: ConfigOf<Kind>,
    ...inputs: readonly string[]
  ): string {
    return this.#push({ name, kind, config, inputs, ...(this.#block && { block: this.#block }) } as Layer);
  }

  build(output: string): LayerGraph {
    return { name: this.name, layers: kerasOrder(this.#layers, output), output };
  }

  #push(layer: Layer): string {
    if (this.#names.has(layer.name)) throw new RangeError(`layer ${layer.name} exists already`);
    const missing = layer.inputs.find((input) => !this.#names.has(input));
    if (missing !== undefined)
      throw new RangeError(`layer ${layer.name} takes ${missing}, which does not exist`);
    this.#names.add(layer.name);
    this.#layers.push(layer);
    return layer.name;
  }
}
