import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { TfjsBinding } from '../../native/tfjs-binding.js';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import { encodeSavedModel, servingTag } from '../graph-def/saved-model.js';

/** What a placeholder is given; read before `run` returns, never kept. */
export interface Feed {
  readonly placeholder: Output;
  /** With the batch dimension. */
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** A graph loaded into TensorFlow, with the variables in it. Its memory is TensorFlow's, so it has to be closed. */
export class Session {
  readonly #binding: TfjsBinding;
  readonly #id: number;

  private constructor(binding: TfjsBinding, id: number) {
    this.#binding = binding;
    this.#id = id;
  }

  /**
   * Loads a graph and fills its variables by `fill`. The addon takes a graph from a folder only; the folder is gone when
   * this returns.
   */
  static async open(
    binding: TfjsBinding,
    graph: GraphDefBuilder,
    fill: (session: Session) => Promise<void>,
  ): Promise<Session> {
    const session = new Session(binding, await load(binding, graph));
    try {
      await fill(session);
    } catch (error) {
      session.close();
      throw error;
    }
    return session;
  }

  /**
   * Computes `fetches`, float32 each, and returns a copy of their numbers. TensorFlow computes on its own threads, but
   * this thread waits for it, so the event loop is let through first: for progress, signals and images that were
   * decoded meanwhile.
   */
  async run(feeds: readonly Feed[], fetches: readonly Output[]): Promise<Float32Array[]> {
    await setImmediate();
    const inputs: number[] = [];
    try {
      for (const { placeholder, shape, data } of feeds)
        inputs.push(this.#binding.createTensor([...shape], this.#dataType(placeholder), data));
      const outputs = this.#binding.runSavedModel(
        this.#id,
        inputs,
        feeds.map(({ placeholder }) => reference(placeholder)).join(),
        fetches.map(reference).join(),
      );
      return outputs.map(({ id }) => {
        const data = this.#binding.tensorDataSync(id) as Float32Array;
        this.#binding.deleteTensor(id);
        return data;
      });
    } finally {
      for (const id of inputs) this.#binding.deleteTensor(id);
    }
  }

  close(): void {
    this.#binding.deleteSavedModel(this.#id);
  }

  #dataType({ type }: Output): number {
    if (type === 'uint8') return this.#binding.TF_UINT8;
    return type === 'int32' ? this.#binding.TF_INT32 : this.#binding.TF_FLOAT;
  }
}

async function load(binding: TfjsBinding, graph: GraphDefBuilder): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-graph-'));
  try {
    await writeFile(join(folder, 'saved_model.pb'), encodeSavedModel(graph.nodes));
    return binding.loadSavedModel(folder, servingTag);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const reference = ({ node, index }: Output): string => `${node}:${index}`;
