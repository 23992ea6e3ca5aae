import type { Optimizer } from '@thaw/core';
import { adam } from './adam.js';
import { adamw } from './adamw.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';
import type { SettingsOf, UpdateRule } from './update-rule.js';

const updateRules: { readonly [Name in Optimizer['name']]: (settings: SettingsOf<Name>) => UpdateRule } = {
  sgd,
  adam,
  adamw,
  rmsprop,
};

export const updateRule = (optimizer: Optimizer): UpdateRule =>
  (updateRules[optimizer.name] as (settings: Optimizer) => UpdateRule)(optimizer);
