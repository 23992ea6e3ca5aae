import type { LossOptions } from '../../network/loss-options.js';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';

/** What a batch is trained on: float32 logits, `[batch, classes]`, and what is right, int32, `[batch]`. */
export interface Answers {
  readonly logits: Output;
  readonly labels: Output;
  readonly classes: number;
}

export interface MeasuredLoss {
  /** A scalar: the mean over the batch. */
  readonly loss: Output;
  /** Its gradient by the logits. */
  readonly gradient: Output;
}

/** A loss in TensorFlow's graph. */
export interface LossFunction {
  measure(graph: GraphDefBuilder, answers: Answers, options?: LossOptions): MeasuredLoss;
  /** What the network says. */
  output(graph: GraphDefBuilder, logits: Output): Output;
}
