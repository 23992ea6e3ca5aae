import {
  checkWeights,
  type Batch,
  type BatchResult,
  type NumericArray,
  type Shape,
  type Trainer,
  type TrainerOptions,
  type TrainerState,
} from '@thaw/core';
import { checkState } from '../network/check-state.js';
import { compileTraining, type CompiledTraining, type Measures } from './compile/compile-training.js';
import { separateTraining } from './compile/structure.js';
import type { Output } from './graph-def/node-list.js';
import { updateRule } from './optimizers/update-rules.js';
import { lengthOf } from './session/packed-arrays.js';
import type { Feed } from './session/session.js';
import type { Lease, SessionPool } from './session/session-pool.js';
import { Variables } from './session/variables.js';
import { filledBatch, rowsOf, WholeBatches } from './whole-batches.js';

/** Each call is posted to the session before it returns, which keeps the port's rules for calls that overlap. */
export class TensorflowTrainer implements Trainer {
  readonly #lease: Lease<CompiledTraining>;
  readonly #compiled: CompiledTraining;
  readonly #correction: (step: number) => number;
  readonly #batches: WholeBatches;
  /** Steps that were asked for, but for those that failed. */
  #step = 0;

  private constructor(lease: Lease<CompiledTraining>, { optimizer }: TrainerOptions) {
    this.#lease = lease;
    this.#compiled = lease.compiled;
    this.#batches = new WholeBatches(lease.fillsBatches);
    this.#correction = (step) => updateRule(optimizer.name).correction?.(optimizer, step) ?? 1;
  }

  static async create(pool: SessionPool, options: TrainerOptions): Promise<Trainer> {
    const { weights } = options;
    const { structure, numbers } = separateTraining(options);
    const lease = await pool.lease(structure, () => compileTraining(structure));
    const { compiled } = lease;
    try {
      checkWeights(compiled.fed, weights);
      const constants = compiled.constantsOf(weights);
      await Variables.fill(lease, [
        [compiled.numbers, (path) => numbers.get(path)!],
        [compiled.constants, (path) => constants.get(path)!],
        [compiled.changing, (path) => weights.get(path)!],
        [compiled.slots, (path) => zeros(compiled.slots.get(path).shape)],
      ]);
    } catch (error) {
      await lease.release();
      throw error;
    }
    return new TensorflowTrainer(lease, options);
  }

  async step(
    batch: Batch,
    { learningRate, seed }: { readonly learningRate: number; readonly seed: number },
  ): Promise<BatchResult> {
    const { step, rates, seed: fedSeed } = this.#compiled;
    const taken = this.#measure(step, batch, [
      scalar(rates.learningRate, learningRate),
      scalar(rates.correctedRate, learningRate * this.#correction(this.#step + 1)),
      { placeholder: fedSeed, shape: [2], data: Int32Array.of(seed, 0) },
    ]);
    this.#step += 1;
    try {
      return await taken;
    } catch (error) {
      this.#step -= 1;
      throw error;
    }
  }

  evaluate(batch: Batch): Promise<BatchResult> {
    return this.#measure(this.#compiled.evaluate, batch, []);
  }

  async exportState(): Promise<TrainerState> {
    const { changing, slots } = this.#compiled;
    const step = this.#step;
    const [weights, remembered] = await Variables.read(this.#lease, [changing, slots]);
    return { weights: weights!, slots: remembered!, step };
  }

  async restoreState(state: TrainerState): Promise<void> {
    const { changing, slots } = this.#compiled;
    checkState(state, changing.all, slots.all);
    const restored = Variables.fill(this.#lease, [
      [changing, (path) => state.weights.get(path)!],
      [slots, (path) => state.slots.get(path)!],
    ]);
    this.#step = state.step;
    await restored;
  }

  dispose(): Promise<void> {
    return this.#lease.release();
  }

  async #measure(measures: Measures, batch: Batch, settings: readonly Feed[]): Promise<BatchResult> {
    const { inputs, labels, classes, step, mixesImages } = this.#compiled;
    const whole = this.#batches.sizeFor(batch.size);
    // Statistics of a batch are those of its images alone.
    const size = mixesImages && measures === step ? batch.size : whole;
    const filled = filledBatch(batch, size, classes);
    const feeds = [
      ...inputs.flatMap((input, index) => input.feed(filled.inputs[index]!, size, filled.changes)),
      { placeholder: labels, shape: [size], data: filled.labels },
      ...settings,
    ];
    const [loss, probabilities, smallSum] = await this.#lease.run(feeds, measures);
    return {
      loss: Number.isFinite(smallSum![0]) ? loss![0]! : NaN,
      probabilities: rowsOf(probabilities!, batch.size, size),
    };
  }
}

const scalar = (placeholder: Output, value: number): Feed => ({
  placeholder,
  shape: [],
  data: Float32Array.of(value),
});

const zeros = (shape: Shape): NumericArray => ({
  shape,
  data: new Float32Array(lengthOf(shape)),
});
