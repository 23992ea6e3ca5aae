import type { Optimizer, OptimizerName, OptimizerSettings } from '@thaw/core';

/** Updates one number; keeps what it remembers in `memory`. `step` counts from 1. */
type ScalarRule = (weight: number, gradient: number, memory: number[], rate: number, step: number) => number;

/** The update formulas of the optimizers for a single weight. */
const scalarRules: { readonly [Name in OptimizerName]: (settings: OptimizerSettings<Name>) => ScalarRule } = {
  sgd:
    ({ momentum, nesterov }) =>
    (weight, gradient, memory, rate) => {
      const velocity = momentum * (memory[0] ?? 0) - rate * gradient;
      memory[0] = velocity;
      return weight + (nesterov ? momentum * velocity - rate * gradient : velocity);
    },
  adam:
    ({ beta1, beta2, epsilon }) =>
    (weight, gradient, memory, rate, step) => {
      const first = beta1 * (memory[0] ?? 0) + (1 - beta1) * gradient;
      const second = beta2 * (memory[1] ?? 0) + (1 - beta2) * gradient ** 2;
      memory.splice(0, 2, first, second);
      const corrected = (rate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
      return weight - (corrected * first) / (Math.sqrt(second) + epsilon);
    },
  adamw: ({ weightDecay, ...settings }) => {
    const adam = scalarRules.adam(settings);
    return (weight, gradient, memory, rate, step) =>
      adam(weight * (1 - rate * weightDecay), gradient, memory, rate, step);
  },
  rmsprop:
    ({ rho, momentum, epsilon }) =>
    (weight, gradient, memory, rate) => {
      const square = rho * (memory[0] ?? 0) + (1 - rho) * gradient ** 2;
      const increment = momentum * (memory[1] ?? 0) + (rate * gradient) / Math.sqrt(square + epsilon);
      memory.splice(0, 2, square, increment);
      return weight - increment;
    },
};

export const scalarRule = (optimizer: Optimizer): ScalarRule =>
  (scalarRules[optimizer.name] as (settings: Optimizer) => ScalarRule)(optimizer);
