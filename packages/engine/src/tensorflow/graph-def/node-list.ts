import type { Attribute, DataType } from './attribute.js';

/** One output of a node, as other nodes take it. */
export interface Output {
  readonly node: string;
  readonly index: number;
  readonly type: DataType;
}

export interface Node {
  readonly name: string;
  readonly op: string;
  /** `node:index`, then the control inputs as `^node`. */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** What TensorFlow tells by whether XLA is to compile an operation; one without may be compiled along with its neighbours. */
const compileMark = (isCompiled: boolean) => ({ _XlaCompile: isCompiled });

/** The nodes of a graph that is being written, in an order in which each follows its inputs. */
export class NodeList {
  readonly #nodes: Node[] = [];
  readonly #taken = new Map<string, number>();
  #scope = '';
  #awaited: readonly string[] = [];
  #isCompiled = false;
  #isApart = false;

  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  /** Whether XLA compiles any of them. */
  get isCompiled(): boolean {
    return this.#isCompiled;
  }

  /**
   * Nodes that are added from here on are compiled by XLA, as many together as their edges allow, and with them what they need of
   * those before. What XLA does not know runs one by one as ever.
   */
  compileWhatFollows(): void {
    this.#isCompiled = true;
  }

  /** Nodes that `write` adds bear this name in front of their own, so that an error of TensorFlow's says where. */
  inScope<Result>(scope: string, write: () => Result): Result {
    const outer = this.#scope;
    this.#scope = `${outer}${scope.replaceAll(/[^\w.-]/g, '_')}/`;
    try {
      return write();
    } finally {
      this.#scope = outer;
    }
  }

  /** Nodes that `write` adds run after those of `outputs`, whether or not they take anything from them. */
  after<Result>(outputs: readonly Output[], write: () => Result): Result {
    const outer = this.#awaited;
    this.#awaited = [...new Set([...outer, ...outputs.map(({ node }) => `^${node}`)])];
    try {
      return write();
    } finally {
      this.#awaited = outer;
    }
  }

  /** Nodes that `write` adds are not compiled, whatever surrounds them. */
  apart<Result>(write: () => Result): Result {
    const outer = this.#isApart;
    this.#isApart = true;
    try {
      return write();
    } finally {
      this.#isApart = outer;
    }
  }

  /** Adds a node and returns its first output, of `type`. */
  protected add(
    op: string,
    inputs: readonly Output[],
    attributes: Readonly<Record<string, Attribute>>,
    type: DataType,
  ): Output {
    const name = this.#unique(`${this.#scope}${op}`);
    const data = inputs.map(({ node, index }) => `${node}:${index}`);
    const marked = this.#isCompiled ? { ...attributes, ...compileMark(!this.#isApart) } : attributes;
    this.#nodes.push({ name, op, inputs: [...data, ...this.#awaited], attributes: marked });
    return { node: name, index: 0, type };
  }

  #unique(name: string): string {
    const count = this.#taken.get(name) ?? 0;
    this.#taken.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  }
}
