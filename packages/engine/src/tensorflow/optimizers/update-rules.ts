import type { Optimizer, OptimizerName, OptimizerSettings } from '@thaw/core';
import { adam } from './adam.js';
import { adamw } from './adamw.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';
import type { UpdateRule } from './update-rule.js';

const updateRules: { readonly [Name in OptimizerName]: UpdateRule<OptimizerSettings<Name>> } = {
  sgd,
  adam,
  adamw,
  rmsprop,
};

/** The rule of an optimizer, with its settings' type widened to those of the one at hand. */
export const updateRule = (name: OptimizerName): UpdateRule<Optimizer> =>
  updateRules[name] as UpdateRule<Optimizer>;
