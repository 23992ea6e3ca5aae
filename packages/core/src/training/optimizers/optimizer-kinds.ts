import type { Chosen, ValuesOf } from '../../spec/kinds.js';
import { adam } from './adam.js';
import { adamw } from './adamw.js';
import type { OptimizerKind } from './optimizer-kind.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';

/** Every optimizer, by its name in a spec. */
export const optimizerKinds = {
  sgd,
  adam,
  adamw,
  rmsprop,
} as const satisfies Record<string, OptimizerKind>;

export type OptimizerName = keyof typeof optimizerKinds;

/** An optimizer with all its settings. */
export type Optimizer = Chosen<typeof optimizerKinds>;

/** The settings of one of them. */
export type OptimizerSettings<Name extends OptimizerName> = ValuesOf<
  (typeof optimizerKinds)[Name]['settings']
>;

/** What an optimizer remembers of each trained weight. */
export function slotsOf(optimizer: Optimizer): readonly string[] {
  const kind: OptimizerKind = optimizerKinds[optimizer.name];
  return kind.slots(optimizer);
}
