import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import type { Variable } from '../session/variables.js';

/** One trained weight and all that its update reads, float32 all. */
export interface Update {
  readonly weight: Variable;
  readonly gradient: Output;
  /** By the names that core's entry of the optimizer gives them; all zeros at the first step. */
  readonly slots: Readonly<Record<string, Variable>>;
  /** Scalars that are fed: the rate, and the rate times `correction`. */
  readonly learningRate: Output;
  readonly correctedRate: Output;
  /** Scalars, by the names that the rule gives them. */
  readonly numbers: Readonly<Record<string, Output>>;
}

/** The settings that are no numbers: operations may depend on them, and on which slots there are. */
export type Switches<Settings> = {
  readonly [Name in keyof Settings as Settings[Name] extends number ? never : Name]: Settings[Name];
};

/** How an optimizer changes a weight; Keras 3's formulas (keras/src/optimizers). */
export interface UpdateRule<Settings> {
  /** All numbers among the settings, as operations take them. Which operations there are does not depend on them. */
  numbers(settings: Settings): Readonly<Record<string, number>>;
  /** A factor on the learning rate that depends on the steps taken, this one included. None means 1. */
  correction?(settings: Settings, step: number): number;
  /** Writes the operations that change the weight and its slots, and returns those to wait for. */
  update(graph: GraphDefBuilder, update: Update, switches: Switches<Settings>): readonly Output[];
}
