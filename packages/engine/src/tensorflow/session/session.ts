import type { Precision } from '@thaw/core';
import type { FedArray, SessionBinding, SessionHandle } from '../../native/session-binding.js';
import { encodeGraphDef } from '../graph-def/graph-def.js';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import { sessionConfig } from './session-config.js';

/** What a placeholder is given. Read until the run has settled, and not to be changed before; never kept. */
export interface Feed {
  readonly placeholder: Output;
  /** With the batch dimension. */
  readonly shape: readonly number[];
  readonly data: FedArray;
}

export interface RunOptions {
  readonly beside?: boolean;
}

/** A graph loaded into TensorFlow, with the variables in it. Its memory is TensorFlow's, so it has to be closed. */
export class Session {
  private constructor(
    private readonly binding: SessionBinding,
    private readonly handle: SessionHandle,
    private readonly opened: Promise<unknown>,
  ) {}

  /** A graph that cannot be loaded is told of by the first run. What a GPU multiplies is rounded only in `tensorfloat32`. */
  static open(binding: SessionBinding, graph: GraphDefBuilder, precision: Precision = 'float32'): Session {
    const mayRound = precision === 'tensorfloat32';
    const config = sessionConfig({ isCompiled: graph.isCompiled, precision });
    const [handle, opened] = binding.open(encodeGraphDef(graph.nodes), config, mayRound);
    opened.catch(() => {});
    return new Session(binding, handle, opened);
  }

  /**
   * Computes `fetches`, float32 each, on a thread of the session's own; the arrays are the caller's. Runs may be asked for before
   * others have settled: they are done in the order in which they were asked for, each as soon as the last has ended. `beside`: at
   * the same time as another of which this is said, so only what changes no variable.
   */
  async run(
    feeds: readonly Feed[],
    fetches: readonly Output[],
    { beside = false }: RunOptions = {},
  ): Promise<Float32Array[]> {
    const fed = feeds.flatMap(({ placeholder, shape, data }) => [reference(placeholder), shape, data]);
    const run = this.binding.run(this.handle, fed, fetches.map(reference), beside);
    const [, buffers] = await Promise.all([this.opened, run]);
    return buffers.map((buffer) => new Float32Array(buffer));
  }

  /** Once all runs that were asked for have ended. */
  async close(): Promise<void> {
    await this.binding.close(this.handle);
  }
}

const reference = ({ node, index }: Output): string => `${node}:${index}`;
