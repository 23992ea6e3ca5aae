import type { ConfigOf, LayerKindName } from '../layers/layer-kinds.js';
import type { Shape } from '../layers/layer-kind.js';
import { kerasOrder } from './keras-order.js';
import type { Layer, LayerGraph } from './layer-graph.js';
import { kindOf } from './shapes.js';

/** Writes a network down layer by layer; each call returns the layer's name, to be used as an input. */
export class GraphBuilder {
  readonly #layers = new Map<string, Layer>();
  readonly #shapes = new Map<string, Shape>();
  readonly #counts = new Map<string, number>();
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

  /** A name as Keras makes them up in the order in which layers are made: `conv2d`, `conv2d_1`, … */
  unnamed(base: string): string {
    const count = this.#counts.get(base) ?? 0;
    this.#counts.set(base, count + 1);
    return count === 0 ? base : `${base}_${count}`;
  }

  /** What the layer of this name gives. Throws a RangeError where layers below cannot take what they are given. */
  shapeOf(name: string): Shape {
    const known = this.#shapes.get(name);
    if (known) return known;
    const layer = this.#layers.get(name)!;
    const shape = kindOf(layer).outputShape(
      layer.config,
      layer.inputs.map((input) => this.shapeOf(input)),
    );
    this.#shapes.set(name, shape);
    return shape;
  }

  build(output: string): LayerGraph {
    return { name: this.name, layers: kerasOrder([...this.#layers.values()], output), output };
  }

  #push(layer: Layer): string {
    if (this.#layers.has(layer.name)) throw new RangeError(`layer ${layer.name} exists already`);
    const missing = layer.inputs.find((input) => !this.#layers.has(input));
    if (missing !== undefined)
      throw new RangeError(`layer ${layer.name} takes ${missing}, which does not exist`);
    this.#layers.set(layer.name, layer);
    return layer.name;
  }
}
