import type { Optimizer } from '../../spec/run-config.js';

/** Numbers that an optimizer keeps for each trained weight. */
export function optimizerSlots(optimizer: Optimizer): number {
  switch (optimizer.name) {
    case 'adam':
    case 'adamw':
      return 2;
    case 'rmsprop':
      return optimizer.momentum > 0 ? 2 : 1;
    case 'sgd':
      return optimizer.momentum > 0 ? 1 : 0;
  }
}
