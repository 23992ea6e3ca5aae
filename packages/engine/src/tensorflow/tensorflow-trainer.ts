import type {
  Batch,
  BatchResult,
  NumericArray,
  Shape,
  Trainer,
  TrainerOptions,
  TrainerState,
} from '@thaw/core';
import type { TfjsBinding } from '../native/tfjs-binding.js';
import { checkState } from '../network/check-state.js';
import { compileTraining, type CompiledTraining, type Measures } from './compile/compile-training.js';
import type { Output } from './graph-def/node-list.js';
import { updateRule } from './optimizers/update-rules.js';
import { Session, type Feed } from './session/session.js';
import type { Unordered } from '../in-order.js';

export class TensorflowTrainer implements Unordered<Trainer> {
  readonly #session: Session;
  readonly #compiled: CompiledTraining;
  readonly #correction: (step: number) => number;
  #step = 0;

  private constructor(session: Session, compiled: CompiledTraining, options: TrainerOptions) {
    this.#session = session;
    this.#compiled = compiled;
    this.#correction = updateRule(options.optimizer).correction ?? (() => 1);
  }

  static async create(binding: TfjsBinding, options: TrainerOptions): Promise<Unordered<Trainer>> {
    const compiled = compileTraining(options);
    const { graph, constants, constant, changing, slots } = compiled;
    const session = await Session.open(binding, graph, async (opened) => {
      await constants.fill(opened, constant);
      await changing.fill(opened, (path) => options.weights.get(path)!);
      await slots.fill(opened, (path) => zeros(slots.get(path).shape));
    });
    return new TensorflowTrainer(session, compiled, options);
  }

  async step(
    batch: Batch,
    { learningRate, seed }: { readonly learningRate: number; readonly seed: number },
  ): Promise<BatchResult> {
    const { step, rates, seed: fedSeed } = this.#compiled;
    const result = await this.#measure(step, batch, [
      scalar(rates.learningRate, learningRate),
      scalar(rates.correctedRate, learningRate * this.#correction(this.#step + 1)),
      { placeholder: fedSeed, shape: [2], data: Int32Array.of(seed, 0) },
    ]);
    this.#step += 1;
    return result;
  }

  evaluate(batch: Batch): Promise<BatchResult> {
    return this.#measure(this.#compiled.evaluate, batch, []);
  }

  async exportState(): Promise<TrainerState> {
    const { changing, slots } = this.#compiled;
    return {
      weights: await changing.read(this.#session),
      slots: await slots.read(this.#session),
      step: this.#step,
    };
  }

  async restoreState(state: TrainerState): Promise<void> {
    const { changing, slots } = this.#compiled;
    checkState(state, changing.all, slots.all);
    await changing.fill(this.#session, (path) => state.weights.get(path)!);
    await slots.fill(this.#session, (path) => state.slots.get(path)!);
    this.#step = state.step;
  }

  dispose(): void {
    this.#session.close();
  }

  async #measure(measures: Measures, batch: Batch, settings: readonly Feed[]): Promise<BatchResult> {
    const { inputs, labels } = this.#compiled;
    const feeds = [
      ...inputs.flatMap((input, index) => input.feed(batch.inputs[index]!, batch.size, batch.changes)),
      { placeholder: labels, shape: [batch.size], data: batch.labels },
      ...settings,
    ];
    const [loss, probabilities, weightSum] = await this.#session.run(feeds, measures);
    return { loss: Number.isFinite(weightSum![0]) ? loss![0]! : NaN, probabilities: probabilities! };
  }
}

const scalar = (placeholder: Output, value: number): Feed => ({
  placeholder,
  shape: [],
  data: Float32Array.of(value),
});

const zeros = (shape: Shape): NumericArray => ({
  shape,
  data: new Float32Array(shape.reduce((size, length) => size * length, 1)),
});
