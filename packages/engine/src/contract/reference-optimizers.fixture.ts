import type { Optimizer } from '@thaw/core';

/** Updates one number; keeps what it remembers in `memory`. `step` counts from 1. */
type ScalarRule = (weight: number, gradient: number, memory: number[], rate: number, step: number) => number;

/** The update formulas of the optimizers for a single weight. */
export function scalarRule(optimizer: Optimizer): ScalarRule {
  switch (optimizer.name) {
    case 'sgd':
      return (weight, gradient, memory, rate) => {
        const velocity = optimizer.momentum * (memory[0] ?? 0) - rate * gradient;
        memory[0] = velocity;
        return weight + (optimizer.nesterov ? optimizer.momentum * velocity - rate * gradient : velocity);
      };
    case 'adam':
    case 'adamw':
      return (weight, gradient, memory, rate, step) => {
        const { beta1, beta2, epsilon } = optimizer;
        const decayed = optimizer.name === 'adamw' ? weight * (1 - rate * optimizer.weightDecay) : weight;
        const first = beta1 * (memory[0] ?? 0) + (1 - beta1) * gradient;
        const second = beta2 * (memory[1] ?? 0) + (1 - beta2) * gradient ** 2;
        memory.splice(0, 2, first, second);
        const corrected = (rate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
        return decayed - (corrected * first) / (Math.sqrt(second) + epsilon);
      };
    case 'rmsprop':
      return (weight, gradient, memory, rate) => {
        const { rho, momentum, epsilon } = optimizer;
        const square = rho * (memory[0] ?? 0) + (1 - rho) * gradient ** 2;
        const increment = momentum * (memory[1] ?? 0) + (rate * gradient) / Math.sqrt(square + epsilon);
        memory.splice(0, 2, square, increment);
        return weight - increment;
      };
  }
}
