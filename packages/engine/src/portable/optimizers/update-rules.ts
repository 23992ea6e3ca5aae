import type { Optimizer, OptimizerName, OptimizerSettings } from '@thaw/core';
import { adam } from './adam.js';
import { adamw } from './adamw.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';
import type { UpdateRule } from './update-rule.js';

const updateRules: { readonly [Name in OptimizerName]: (settings: OptimizerSettings<Name>) => UpdateRule } = {
  sgd,
  adam,
  adamw,
  rmsprop,
};

export const updateRule = (optimizer: Optimizer): UpdateRule =>
  (updateRules[optimizer.name] as (settings: Optimizer) => UpdateRule)(optimizer);
