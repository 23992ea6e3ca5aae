import type { SettingSchemas, ValuesOf } from '../../spec/kinds.js';

/**
 * What an optimizer is, without a tensor. A new one is a file that exports one of these and a line in
 * `optimizer-kinds.ts`, and its update rule in each engine.
 */
export interface OptimizerKind<Settings extends SettingSchemas = SettingSchemas> {
  /** Where a spec gives none: Keras's. */
  readonly learningRate: number;
  /** With Keras 3's names, meaning and defaults. The learning rate is none of them: it is given at each step. */
  readonly settings: Settings;
  /** What it remembers of each trained weight, by name; each is of the weight's shape and starts as zeros. */
  slots(settings: ValuesOf<Settings>): readonly string[];
  /** The settings without what has no effect beside the others, so that equal trainings have equal settings. */
  simplify?(settings: ValuesOf<Settings>): ValuesOf<Settings>;
}
