import type { LossOptions } from '../../network/loss-options.js';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';

/** What a batch is trained on: float32 logits, `[batch, classes]`, and what is right, int32, `[batch]`; `classes`, which is none, of rows that fill it up. */
export interface Answers {
  readonly logits: Output;
  readonly labels: Output;
  readonly classes: number;
}

export interface MeasuredLoss {
  /** A scalar: the mean over the batch, without rows that fill it up. */
  readonly loss: Output;
  /** Its gradient by the logits. */
  readonly gradient: Output;
  /** What the network says. */
  readonly output: Output;
}

/** A loss in TensorFlow's graph. */
export interface LossFunction {
  /** What options come to, as operations take it: scalars, and vectors of one number a class. */
  numbers(options: LossOptions, classes: number): Readonly<Record<string, number | readonly number[]>>;
  measure(graph: GraphDefBuilder, answers: Answers, numbers: Readonly<Record<string, Output>>): MeasuredLoss;
  /** What the network says, where nothing is measured. */
  output(graph: GraphDefBuilder, logits: Output): Output;
}
