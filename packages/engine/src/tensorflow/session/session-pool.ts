import type { Precision } from '@thaw/core';
import type { CompiledCode } from '../../native/compiled-code.js';
import type { SessionBinding } from '../../native/session-binding.js';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import { PinnedArrays } from './pinned-arrays.js';
import { Session, type Feed, type RunOptions } from './session.js';
import { Variables, type Runner } from './variables.js';

/** A graph and all variables in it. */
export interface Compiled {
  readonly graph: GraphDefBuilder;
  readonly variables: readonly Variables[];
}

/** All that a graph depends on, plain data. */
type Structure = object & { readonly precision: Precision };

interface Held<Graph extends Compiled = Compiled> {
  readonly key: string;
  readonly compiled: Graph;
  readonly session: Session;
}

export interface SessionPoolOptions {
  /** Where XLA keeps what it compiles. */
  readonly code?: Pick<CompiledCode, 'check' | 'keep'>;
  /** Whether what is fed goes to a GPU. */
  readonly hasGpu?: boolean;
}

/** A loaded graph holds no weights while nobody uses it: some megabytes of nodes and kernels. */
const keptSessions = 8;

/**
 * The sessions of an engine. One that is no longer used is kept for the next graph of the same structure, since to load a
 * graph and to run it for the first time takes longer than many of its steps.
 */
export class SessionPool {
  readonly #binding: SessionBinding;
  readonly #code: Pick<CompiledCode, 'check' | 'keep'> | undefined;
  readonly #hasGpu: boolean;
  /** The one used last is last. */
  readonly #idle: Held[] = [];
  #isClosed = false;

  constructor(binding: SessionBinding, { code, hasGpu = false }: SessionPoolOptions = {}) {
    this.#binding = binding;
    this.#code = code;
    this.#hasGpu = hasGpu;
  }

  async lease<Graph extends Compiled>(structure: Structure, compile: () => Graph): Promise<Lease<Graph>> {
    // Of the same code, so that equal structures have equal text.
    const key = JSON.stringify(structure);
    const index = this.#idle.findLastIndex((held) => held.key === key);
    const [held] = index < 0 ? [] : (this.#idle.splice(index, 1) as Held<Graph>[]);
    const compiled = held?.compiled ?? compile();
    if (compiled.graph.isCompiled) await this.#code?.check();
    return new Lease(
      () => Session.open(this.#binding, compiled.graph, structure.precision),
      compiled,
      held?.session,
      (session) => this.#keep({ key, compiled, session }),
      this.#hasGpu ? new PinnedArrays(this.#binding) : undefined,
      this.#hasGpu || compiled.graph.isCompiled,
    );
  }

  /** Closes what nobody uses; what somebody does is closed when it is released. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#idle.splice(0).map(({ session }) => session.close()));
  }

  async #keep(held: Held): Promise<void> {
    if (held.compiled.graph.isCompiled) await this.#code?.keep();
    this.#idle.push(held);
    const kept = this.#isClosed ? 0 : keptSessions;
    while (this.#idle.length > kept) await this.#idle.shift()!.session.close();
  }
}

/** A graph whose session is one's own until it is released. It is loaded when it first runs. */
export class Lease<Graph extends Compiled = Compiled> implements Runner {
  readonly #open: () => Session;
  readonly #keep: (session: Session) => Promise<void>;
  readonly #pinned: PinnedArrays | undefined;
  #session: Session | undefined;
  #isReleased = false;
  #hasFailed = false;

  constructor(
    open: () => Session,
    readonly compiled: Graph,
    session: Session | undefined,
    keep: (session: Session) => Promise<void>,
    pinned?: PinnedArrays,
    /** Whether each size of batch takes seconds to begin with. */
    readonly fillsBatches = false,
  ) {
    this.#open = open;
    this.#session = session;
    this.#keep = keep;
    this.#pinned = pinned;
  }

  /**
   * `beside`: on a GPU, at the same time as its neighbours of which this is said: while one computes, what the next is fed is on
   * its way. On a processor there is nothing to gain, and memory to lose.
   */
  async run(
    feeds: readonly Feed[],
    fetches: readonly Output[],
    { beside = false }: RunOptions = {},
  ): Promise<Float32Array[]> {
    if (this.#isReleased) throw new Error('a session was used after it had been released');
    try {
      this.#session ??= this.#open();
      this.#pinned?.see(feeds);
      return await this.#session.run(feeds, fetches, { beside: beside && this.#pinned !== undefined });
    } catch (error) {
      this.#hasFailed = true;
      throw error;
    }
  }

  /**
   * Once all that was asked for has ended: leaves the session without a weight to whoever comes next, or closes it if
   * something failed in it.
   */
  async release(): Promise<void> {
    if (this.#isReleased) return;
    this.#isReleased = true;
    const session = this.#session;
    if (!session) return;
    const isEmpty = await Variables.empty(session, this.compiled.variables).then(
      () => true,
      () => false,
    );
    this.#pinned?.release();
    if (isEmpty && !this.#hasFailed) await this.#keep(session);
    else await session.close();
  }
}
