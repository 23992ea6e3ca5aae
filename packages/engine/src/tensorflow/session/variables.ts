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

/** What runs the graph that variables are in. */
export type Runner = Pick<Session, 'run'>;

/** Variables, and the array that each is to be set to, by its path. */
export type Filling = readonly [variables: Variables, arrays: (path: string) => NumericArray];

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
  #emptied: Output | undefined;

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
    const graph = this.#graph;
    graph.inScope(this.#name, () => {
      this.#filled = graph.after(this.#assignments, () => graph.const(0));
      const freed = [...this.#variables.values()].map(({ handle }) => graph.destroyResourceOp(handle));
      this.#emptied = graph.after(freed, () => graph.const(0));
    });
  }

  /** Sets all variables of these groups in one run. */
  static async fill(runner: Runner, fillings: readonly Filling[]): Promise<void> {
    const feeds = fillings.flatMap(([{ placeholders }, arrays]) =>
      [...placeholders].map(([path, placeholder]): Feed => {
        const { shape, data } = arrays(path);
        return { placeholder, shape, data };
      }),
    );
    if (feeds.length > 0)
      await runner.run(
        feeds,
        fillings.map(([variables]) => variables.#filled!),
      );
  }

  /** Copies of what the variables of each group hold. */
  static async read(runner: Runner, groups: readonly Variables[]): Promise<Map<string, NumericArray>[]> {
    const variables = groups.flatMap(({ all }) => [...all.values()]);
    const arrays =
      variables.length === 0
        ? []
        : await runner.run(
            [],
            variables.map(({ value }) => value),
          );
    const next = arrays.values();
    return groups.map(
      ({ all }) => new Map([...all].map(([path, { shape }]) => [path, { shape, data: next.next().value! }])),
    );
  }

  /** Frees what the variables of these groups hold; they have to be filled before they are used again. */
  static async empty(runner: Runner, groups: readonly Variables[]): Promise<void> {
    await runner.run(
      [],
      groups.map((variables) => variables.#emptied!),
    );
  }

  private get placeholders(): ReadonlyMap<string, Output> {
    return this.#placeholders;
  }
}
