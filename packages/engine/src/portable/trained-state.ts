import * as tf from '@tensorflow/tfjs-core';
import { slotsOf, type NumericArray, type Optimizer, type TrainerState } from '@thaw/core';
import { checkState } from '../network/check-state.js';
import type { BatchStatistics } from './layers/portable-layer.js';
import type { UpdateRule } from './optimizers/update-rule.js';
import { updateRule } from './optimizers/update-rules.js';
import type { TrainingPlan } from '../network/plan-training.js';
import { toArray, toTensor, type Tensors } from './tensors.js';

/** The weights of the live part, of which some change, and what the optimizer remembers of those. */
export class TrainedState {
  readonly #weights: Map<string, tf.Tensor>;
  readonly #slots = new Map<string, tf.Tensor>();
  readonly #trained: readonly string[];
  /** Momentum of the moving statistics, by layer. */
  readonly #momenta: ReadonlyMap<string, number>;
  readonly #rule: UpdateRule;
  readonly #slotNames: readonly string[];
  #step = 0;

  /** Takes over the tensors. */
  constructor(
    { live, trained, batchNormalized }: TrainingPlan,
    weights: Map<string, tf.Tensor>,
    optimizer: Optimizer,
  ) {
    this.#weights = weights;
    this.#trained = trained;
    const normalizations = live.layers.filter((layer) => layer.kind === 'BatchNormalization');
    this.#momenta = new Map(
      normalizations
        .filter(({ name }) => batchNormalized.has(name))
        .map(({ name, config }) => [name, config.momentum]),
    );
    this.#rule = updateRule(optimizer);
    this.#slotNames = slotsOf(optimizer);
    for (const path of trained) {
      for (const slot of this.#slotNames)
        this.#slots.set(`${path}/${slot}`, tf.zerosLike(weights.get(path)!));
    }
  }

  get weights(): Tensors {
    return this.#weights;
  }

  get trained(): tf.Tensor[] {
    return this.#trained.map((path) => this.#weights.get(path)!);
  }

  /** Takes one step of the optimizer; `gradients` are in the order of `trained`. */
  update(gradients: readonly tf.Tensor[], learningRate: number): void {
    this.#step += 1;
    this.#trained.forEach((path, index) => {
      const names = this.#slotNames.map((slot) => [slot, this.#slots.get(`${path}/${slot}`)!] as const);
      const weight = this.#weights.get(path)!;
      const slots = Object.fromEntries(names);
      const updated = this.#rule.update({
        weight,
        gradient: gradients[index]!,
        slots,
        learningRate,
        step: this.#step,
      });
      replace(this.#weights, path, updated.weight);
      for (const [slot, value] of Object.entries(updated.slots))
        replace(this.#slots, `${path}/${slot}`, value);
    });
  }

  /** Moves the moving statistics towards those of a batch, and disposes the latter. */
  moveStatistics(statistics: ReadonlyMap<string, BatchStatistics>): void {
    for (const [layer, { mean, variance }] of statistics) {
      const momentum = this.#momenta.get(layer)!;
      for (const [path, value] of [
        [`${layer}/moving_mean`, mean],
        [`${layer}/moving_variance`, variance],
      ] as const) {
        const moved = tf.add(tf.mul(this.#weights.get(path)!, momentum), tf.mul(value, 1 - momentum));
        replace(this.#weights, path, moved);
        value.dispose();
      }
    }
  }

  async export(): Promise<TrainerState> {
    return {
      weights: await toArrays(this.#changing()),
      slots: await toArrays(this.#slots),
      step: this.#step,
    };
  }

  /** Throws a ThawError, and changes nothing, when the state is not one of this training. */
  restore(state: TrainerState): void {
    const changing = this.#changing();
    checkState(state, changing, this.#slots);
    for (const path of changing.keys()) replace(this.#weights, path, toTensor(state.weights.get(path)!));
    for (const path of this.#slots.keys()) replace(this.#slots, path, toTensor(state.slots.get(path)!));
    this.#step = state.step;
  }

  dispose(): void {
    tf.dispose([...this.#weights.values(), ...this.#slots.values()]);
  }

  #changing(): Tensors {
    const moving = [...this.#momenta.keys()].flatMap((layer) => [
      `${layer}/moving_mean`,
      `${layer}/moving_variance`,
    ]);
    return new Map([...this.#trained, ...moving].map((path) => [path, this.#weights.get(path)!]));
  }
}

function replace(tensors: Map<string, tf.Tensor>, path: string, tensor: tf.Tensor): void {
  tensors.get(path)!.dispose();
  tensors.set(path, tf.keep(tensor));
}

async function toArrays(tensors: Tensors): Promise<Map<string, NumericArray>> {
  const arrays = new Map<string, NumericArray>();
  for (const [path, tensor] of tensors) arrays.set(path, await toArray(tensor));
  return arrays;
}
