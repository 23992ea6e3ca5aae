import type { NumericArray, Shape } from '@thaw/core';
import type { DataType } from '../graph-def/attribute.js';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import type { Feed, Session } from './session.js';

/** Numbers that stay in a session from run to run. */
export interface Variable {
  readonly shape: Shape;
  readonly handle: Output;
  /** What it held when a run first read it: a run that changes it goes on with this. */
  readonly value: Output;
}

/**
 * Variables that are filled together, from arrays that are fed. Weights are variables, whether they are trained or not:
 * as constants they would be in the graph, in TensorFlow's copies of the graph, and in each of its kernels.
 */
export class Variables {
  readonly #graph: GraphDefBuilder;
  readonly #name: string;
  readonly #variables = new Map<string, Variable>();
  readonly #placeholders = new Map<string, Output>();
  readonly #assignments: Output[] = [];
  #filled: Output | undefined;

  constructor(graph: GraphDefBuilder, name: string) {
    this.#graph = graph;
    this.#name = name;
  }

  get all(): ReadonlyMap<string, Variable> {
    return this.#variables;
  }

  has(path: string): boolean {
    return this.#variables.has(path);
  }

  get(path: string): Variable {
    const variable = this.#variables.get(path);
    if (!variable) throw new RangeError(`${this.#name} has no variable ${path}`);
    return variable;
  }

  /** Adds a variable that is fed as float32, whatever the type it is held in. */
  add(path: string, shape: Shape, type: DataType = 'float32'): Variable {
    const graph = this.#graph;
    return graph.inScope(`${this.#name}/${path}`, () => {
      const handle = graph.varHandleOp(type, shape, `${this.#name}/${path}`);
      const placeholder = graph.placeholder('float32', shape);
      // What is fed may lie in an array of the caller's, which the variable must not share.
      const copy = type === 'float32' ? graph.deepCopy(placeholder) : graph.cast(placeholder, type);
      this.#assignments.push(graph.assignVariableOp(handle, copy));
      const variable = { shape, handle, value: graph.readVariableOp(handle, type) };
      this.#placeholders.set(path, placeholder);
      this.#variables.set(path, variable);
      return variable;
    });
  }

  /** To be called when all are added and before the session is opened. */
  finish(): void {
    this.#filled = this.#graph.after(this.#assignments, () => this.#graph.const(0));
  }

  /** Sets all to the arrays of these paths. */
  async fill(session: Session, arrays: (path: string) => NumericArray): Promise<void> {
    if (this.#variables.size === 0) return;
    const feeds = [...this.#placeholders].map(([path, placeholder]): Feed => {
      const { shape, data } = arrays(path);
      return { placeholder, shape, data };
    });
    await session.run(feeds, [this.#filled!]);
  }

  /** Copies of what they hold. */
  async read(session: Session): Promise<Map<string, NumericArray>> {
    if (this.#variables.size === 0) return new Map();
    const variables = [...this.#variables];
    const arrays = await session.run(
      [],
      variables.map(([, { value }]) => value),
    );
    return new Map(variables.map(([path, { shape }], index) => [path, { shape, data: arrays[index]! }]));
  }
}
