import { largestHalf, toHalf, type NumericArray, type Problem, type Shape } from '@thaw/core';
import type { Attribute, ElementType, Initializer, Node, WeightType } from './model-proto.js';

/** What a node takes: an activation or a constant. */
export interface Named {
  readonly name: string;
}

/** Whether the axis of channels comes before those of places, as convolutions of ONNX's have it, or after, as in Keras. */
export type Channels = 'first' | 'last';

/** Activations, so many numbers an image. */
export interface Value extends Named {
  /** As in Keras whatever the order in memory: without the batch, channels last. */
  readonly shape: Shape;
  readonly channels: Channels;
}

export type Attributes = Readonly<Record<string, Attribute>>;

/**
 * Writes a graph with ONNX's operators, by their names; what they compute is in https://onnx.ai/onnx/operators/. Layers take
 * values in the order that suits them, and an axis is moved where two differ.
 */
export class OnnxGraph {
  readonly nodes: Node[] = [];
  readonly initializers: Initializer[] = [];
  /** What is wrong with the weights. */
  readonly problems: Problem[] = [];
  readonly #taken = new Map<string, number>();
  readonly #shared = new Map<string, Named>();
  /** By a value's name, the same with its channels on the other side. */
  readonly #twins = new Map<string, Value>();
  #scope = '';

  constructor(readonly precision: WeightType) {}

  /** What `write` adds bears this name in front of its own, so that an error of a runtime's says where. */
  inScope<Result>(scope: string, write: () => Result): Result {
    const outer = this.#scope;
    this.#scope = `${outer}${scope}/`;
    try {
      return write();
    } finally {
      this.#scope = outer;
    }
  }

  /** Adds a node with one output, which is like another value but for what it holds. */
  apply(op: string, inputs: readonly Named[], like: Omit<Value, 'name'>, attributes: Attributes = {}): Value {
    return this.applyToMany(op, inputs, [like], attributes)[0]!;
  }

  /** Adds a node with an output for each of `likes`. */
  applyToMany(
    op: string,
    inputs: readonly Named[],
    likes: readonly Omit<Value, 'name'>[],
    attributes: Attributes = {},
  ): readonly Value[] {
    const name = this.#unique(`${this.#scope}${op}`);
    const outputs = likes.map(({ shape, channels }, index) => ({
      name: index === 0 ? name : `${name}:${index}`,
      ...{ shape, channels: shape.length < 2 ? 'last' : channels },
    }));
    this.nodes.push({
      ...{ name, op, attributes },
      inputs: inputs.map((input) => input.name),
      outputs: outputs.map((output) => output.name),
    });
    return outputs;
  }

  cast = (value: Value, from: ElementType, to: ElementType): Value =>
    from === to ? value : this.apply('Cast', [value], value, { to: { type: to } });

  channelsFirst = (value: Value): Value => this.#arrange(value, 'first');
  channelsLast = (value: Value): Value => this.#arrange(value, 'last');

  /** In one order, which is that of convolutions if any of them is. */
  alike(values: readonly Value[]): readonly Value[] {
    const channels = values.some((value) => value.channels === 'first') ? 'first' : 'last';
    return values.map((value) => this.#arrange(value, channels));
  }

  /** In the network's precision, unless another is said. */
  weight(name: string, { data, shape }: NumericArray, type: WeightType = this.precision): Named {
    const path = `${this.#scope}${name}`;
    if (type === 'float32') return this.#constant(path, { type, shape, values: data });
    const beyond = data.find((number) => Math.abs(number) > largestHalf);
    if (beyond !== undefined) this.problems.push(beyondFloat16(path, beyond));
    return this.#constant(path, { type, shape, values: toHalf(data) });
  }

  /** A number for each channel of a value, laid out so that it counts for all places. */
  perChannel(name: string, numbers: ArrayLike<number>, of: Value, type: WeightType = this.precision): Named {
    const places = of.channels === 'first' ? of.shape.slice(1).map(() => 1) : [];
    return this.weight(name, { data: Float32Array.from(numbers), shape: [numbers.length, ...places] }, type);
  }

  /** A number that layers share. */
  scalar(number: number): Named {
    const type = this.precision;
    const single = Float32Array.of(number);
    const values = type === 'float16' ? toHalf(single) : single;
    return this.#once(`constants/${number}`, { type, shape: [], values });
  }

  /** Sizes, axes or indices. */
  integers(numbers: readonly number[]): Named {
    const values = BigInt64Array.from(numbers, BigInt);
    return this.#once(`constants/[${numbers}]`, { type: 'int64', shape: [numbers.length], values });
  }

  /** Of all images; their number stays. Of one place, channels lie the same whichever side they are said to be on. */
  reshape(value: Value, shape: Shape): Value {
    const from = isOnePlace(value.shape) ? value : this.channelsLast(value);
    const channels = isOnePlace(shape) ? 'first' : 'last';
    const written = channels === 'first' ? [shape.at(-1)!, ...shape.slice(0, -1)] : shape;
    return this.apply('Reshape', [from, this.integers([0, ...written])], { shape, channels });
  }

  #arrange(value: Value, channels: Channels): Value {
    const rank = value.shape.length;
    if (rank < 2 || value.channels === channels) return value;
    const known = this.#twins.get(value.name);
    if (known) return known;
    const places = Array.from({ length: rank - 1 }, (_, place) => place + 1);
    const order = channels === 'first' ? [0, rank, ...places] : [0, ...places.map((place) => place + 1), 1];
    const twin = this.apply('Transpose', [value], { ...value, channels }, { perm: { ints: order } });
    this.#twins.set(value.name, twin).set(twin.name, value);
    return twin;
  }

  #constant(wanted: string, tensor: Omit<Initializer, 'name'>): Named {
    const name = this.#unique(wanted);
    this.initializers.push({ name, ...tensor });
    return { name };
  }

  #once(name: string, tensor: Omit<Initializer, 'name'>): Named {
    const known = this.#shared.get(name) ?? this.#constant(name, tensor);
    this.#shared.set(name, known);
    return known;
  }

  #unique(name: string): string {
    const count = this.#taken.get(name) ?? 0;
    this.#taken.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  }
}

const isOnePlace = (shape: Shape): boolean => shape.slice(0, -1).every((length) => length === 1);

const beyondFloat16 = (path: string, found: number): Problem => ({
  code: 'THAW-EXPORT-PRECISION',
  message: `the weight ${path} cannot be written in float16`,
  expected: `numbers up to ${largestHalf}`,
  found: `${found}`,
  remedy: 'export without --precision float16',
});
