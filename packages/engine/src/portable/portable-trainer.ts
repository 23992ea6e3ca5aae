import * as tf from '@tensorflow/tfjs-core';
import {
  checkWeights,
  type Batch,
  type BatchResult,
  type Trainer,
  type TrainerOptions,
  type TrainerState,
} from '@thaw/core';
import type { LossOptions } from '../network/loss-options.js';
import { lossFunction } from './losses/loss-functions.js';
import { feeder, type Feed } from './feed.js';
import { foldBatchNorm } from '../network/fold-batch-norm.js';
import { checkGradients } from './gradient-support.js';
import type { BatchStatistics, TrainingPass } from './layers/portable-layer.js';
import { planTraining } from '../network/plan-training.js';
import { compile, run, type Program } from './program.js';
import { toTensors, type Tensors } from './tensors.js';
import { TrainedState } from './trained-state.js';
import type { Unordered } from '../in-order.js';

export class PortableTrainer implements Unordered<Trainer> {
  readonly #inputs: readonly string[];
  readonly #output: string;
  readonly #loss: LossOptions;
  readonly #feed: Feed;
  readonly #frozen: { readonly program: Program; readonly weights: Tensors };
  readonly #live: Program;
  readonly #batchNormalized: ReadonlySet<string>;
  readonly #state: TrainedState;

  constructor(options: TrainerOptions, backend: string) {
    const { graph, inputs, preprocessing, weights, labelSmoothing, classWeights } = options;
    const plan = planTraining(options);
    checkWeights(plan.fed, weights);
    checkGradients(backend, plan.live.layers, plan.trainedLayers);
    this.#inputs = inputs;
    this.#output = graph.output;
    this.#loss = { labelSmoothing, ...(classWeights && { classWeights }) };
    this.#feed = feeder(graph, preprocessing);
    this.#batchNormalized = plan.batchNormalized;
    this.#live = compile(plan.live, [graph.output]);
    const frozen = foldBatchNorm(plan.frozen, plan.borders);
    this.#frozen = {
      program: compile(frozen.graph, plan.borders),
      weights: toTensors(frozen.graph, frozen.fold(weights)),
    };
    this.#state = new TrainedState(plan, toTensors(plan.live, weights), options.optimizer);
  }

  async step(
    batch: Batch,
    { learningRate, seed }: { learningRate: number; seed: number },
  ): Promise<BatchResult> {
    const statistics = new Map<string, BatchStatistics>();
    const training = { seed, batchNormalized: this.#batchNormalized, statistics };
    return this.#measure(() => {
      const borders = this.#runFrozen(batch);
      let logits: tf.Tensor2D;
      const { value: loss, grads: gradients } = tf.valueAndGrads(() => {
        logits = tf.keep(this.#runLive(borders, training));
        return lossFunction.measure(logits, batch.labels, this.#loss);
      })(this.#state.trained);
      this.#state.update(gradients, learningRate);
      this.#state.moveStatistics(statistics);
      const probabilities = lossFunction.output(logits!);
      logits!.dispose();
      return [loss, probabilities];
    });
  }

  async evaluate(batch: Batch): Promise<BatchResult> {
    return this.#measure(() => {
      const logits = this.#runLive(this.#runFrozen(batch));
      return [lossFunction.measure(logits, batch.labels), lossFunction.output(logits)];
    });
  }

  exportState(): Promise<TrainerState> {
    return this.#state.export();
  }

  async restoreState(state: TrainerState): Promise<void> {
    this.#state.restore(state);
  }

  dispose(): void {
    tf.dispose([...this.#frozen.weights.values()]);
    this.#state.dispose();
  }

  #runFrozen(batch: Batch): Tensors {
    const feeds = this.#inputs.map(
      (name, index) => [name, this.#feed(name, batch.inputs[index]!, batch.size, batch.changes)] as const,
    );
    return run(this.#frozen.program, new Map(feeds), this.#frozen.weights);
  }

  #runLive(borders: Tensors, training?: TrainingPass): tf.Tensor2D {
    return run(this.#live, borders, this.#state.weights, training).get(this.#output) as tf.Tensor2D;
  }

  /** Reads outside of the tidy, which would walk through every number of what it returns. */
  async #measure(compute: () => [loss: tf.Tensor, probabilities: tf.Tensor]): Promise<BatchResult> {
    const [loss, probabilities] = tf.tidy(compute);
    try {
      return { loss: (await loss.data())[0]!, probabilities: await probabilities.data<'float32'>() };
    } finally {
      tf.dispose([loss, probabilities]);
    }
  }
}
