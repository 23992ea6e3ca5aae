import { groupBy, type NumericArray, type Shape } from '@thaw/core';
import type { DataType } from '../graph-def/attribute.js';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import { joinArrays, lengthOf, partArrays, totalLength } from './packed-arrays.js';
import type { Feed, Session } from './session.js';

/** Numbers that stay in a session from run to run. */
export interface Variable extends Part {
  readonly handle: Output;
}

/** An array in a variable: all of it, or a part of one that holds several. */
export interface Part {
  readonly shape: Shape;
  /** What it held when a run first read it: a run that changes it goes on with this. */
  readonly value: Output;
}

/** An array that is to lie in the variable `pack`, alone or one after the other with all that are to lie there. */
export interface Packed {
  readonly path: string;
  readonly shape: Shape;
  readonly pack: string;
}

/** A variable that holds several arrays one after the other, or one as it is. */
export interface Pack extends Variable {
  /** Their paths, in order. */
  readonly members: readonly string[];
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
  readonly #parts = new Map<string, Part>();
  /** By the names of the variables. */
  readonly #packs = new Map<string, Pack>();
  readonly #placeholders = new Map<string, Output>();
  readonly #assignments: Output[] = [];
  #filled: Output | undefined;
  #emptied: Output | undefined;

  constructor(graph: GraphDefBuilder, name: string) {
    this.#graph = graph;
    this.#name = name;
  }

  /** By path, in the order in which they were added. */
  get all(): ReadonlyMap<string, Part> {
    return this.#parts;
  }

  has(path: string): boolean {
    return this.#parts.has(path);
  }

  get(path: string): Part {
    return this.#found(this.#parts, path);
  }

  pack(name: string): Pack {
    return this.#found(this.#packs, name);
  }

  /** Adds an array that is fed as float32, whatever the type it is held in. */
  add(path: string, shape: Shape, type: DataType = 'float32'): Part {
    const part = this.#addVariable(path, [path], shape, type);
    this.#parts.set(path, part);
    return part;
  }

  /** Adds float32 arrays. Where all that lie in one variable are whole multiples of 64 bytes none is copied to be read. */
  addPacked(arrays: readonly Packed[]): void {
    const parts = new Map<string, Part>();
    for (const [name, inside] of groupBy(arrays, ({ pack }) => pack)) {
      const shapes = inside.map(({ shape }) => shape);
      const members = inside.map(({ path }) => path);
      const whole = shapes.length === 1 ? shapes[0]! : [totalLength(shapes)];
      const { value } = this.#addVariable(name, members, whole, 'float32');
      const values = shapes.length === 1 ? [value] : this.#divide(name, value, shapes);
      for (const [index, { path, shape }] of inside.entries())
        parts.set(path, { shape, value: values[index]! });
    }
    for (const { path } of arrays) this.#parts.set(path, parts.get(path)!);
  }

  /** Puts together, for a pack's members, what there is for each: gradients, for example. */
  join(name: string, values: (path: string) => Output): Output {
    const { members } = this.pack(name);
    if (members.length === 1) return values(members[0]!);
    const graph = this.#graph;
    return graph.concatV2(members.map((path) => graph.reshape(values(path), [-1])));
  }

  /** To be called when all are added and before the session is opened. */
  finish(): void {
    const graph = this.#graph;
    this.#write('', () => {
      this.#filled = graph.after(this.#assignments, () => graph.const(0));
      const freed = [...this.#packs.values()].map(({ handle }) => graph.destroyResourceOp(handle));
      this.#emptied = graph.after(freed, () => graph.const(0));
    });
  }

  /** Sets all variables of these groups in one run. */
  static async fill(runner: Runner, fillings: readonly Filling[]): Promise<void> {
    const feeds = fillings.flatMap(([variables, arrays]) =>
      [...variables.#packs].map(([name, { shape, members }]): Feed => {
        const placeholder = variables.#placeholders.get(name)!;
        return {
          placeholder,
          shape,
          data: joinArrays(members.map((path) => variables.#dataOf(path, arrays(path)))),
        };
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
    const packs = groups.flatMap((variables) => [...variables.#packs.values()]);
    const arrays =
      packs.length === 0
        ? []
        : await runner.run(
            [],
            packs.map(({ value }) => value),
          );
    const next = arrays.values();
    return groups.map((variables) => {
      const found = new Map<string, Float32Array>();
      for (const { members } of variables.#packs.values()) {
        const shapes = members.map((path) => variables.get(path).shape);
        for (const [index, part] of partArrays(next.next().value!, shapes).entries())
          found.set(members[index]!, part);
      }
      return new Map(
        [...variables.all].map(([path, { shape }]) => [path, { shape, data: found.get(path)! }]),
      );
    });
  }

  /** Frees what the variables of these groups hold; they have to be filled before they are used again. */
  static async empty(runner: Runner, groups: readonly Variables[]): Promise<void> {
    await runner.run(
      [],
      groups.map((variables) => variables.#emptied!),
    );
  }

  #addVariable(name: string, members: readonly string[], shape: Shape, type: DataType): Pack {
    const graph = this.#graph;
    return this.#write(`/${name}`, () => {
      const handle = graph.varHandleOp(type, shape, `${this.#name}/${name}`);
      const placeholder = graph.placeholder('float32', shape);
      // What is fed may lie in an array of the caller's, which the variable must not share.
      const copy = type === 'float32' ? graph.deepCopy(placeholder) : graph.cast(placeholder, type);
      this.#assignments.push(graph.assignVariableOp(handle, copy));
      const pack = { shape, handle, value: graph.readVariableOp(handle, type), members };
      this.#placeholders.set(name, placeholder);
      this.#packs.set(name, pack);
      return pack;
    });
  }

  /** Filling, reading and freeing is left as it is where a graph is compiled. */
  #write<Result>(name: string, write: () => Result): Result {
    return this.#graph.inScope(`${this.#name}${name}`, () => this.#graph.apart(write));
  }

  #divide(name: string, flat: Output, shapes: readonly Shape[]): readonly Output[] {
    const graph = this.#graph;
    return graph.inScope(`${this.#name}/${name}`, () =>
      graph
        .splitV(flat, shapes.map(lengthOf))
        .map((part, index) => (shapes[index]!.length === 1 ? part : graph.reshape(part, shapes[index]!))),
    );
  }

  /** Beside others in one variable TensorFlow would not see that one is too long and another too short. */
  #dataOf(path: string, { data }: NumericArray): Float32Array {
    const { shape } = this.get(path);
    if (data.length === lengthOf(shape)) return data;
    throw new RangeError(
      `${this.#name} takes ${lengthOf(shape)} numbers for ${path} [${shape.join(', ')}], and is given ${data.length}`,
    );
  }

  #found<Item>(items: ReadonlyMap<string, Item>, name: string): Item {
    const item = items.get(name);
    if (!item) throw new RangeError(`${this.#name} has no variable ${name}`);
    return item;
  }
}
