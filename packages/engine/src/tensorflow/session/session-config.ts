import type { Precision } from '@thaw/core';
import { MessageWriter } from '../../protobuf/message-writer.js';

/** Of core/protobuf/config.proto and rewriter_config.proto, the numbers of the fields on the way to these options. */
const field = { graphOptions: 10, rewriteOptions: 10, layoutOptimizer: 1, disableMetaOptimizer: 19 } as const;
/** `RewriterConfig.Toggle`. */
const off = 2;

export interface SessionConfigOptions {
  /** Whether XLA compiles the graph. */
  readonly isCompiled: boolean;
  readonly precision: Precision;
}

/**
 * The ConfigProto of a session. What XLA compiles, TensorFlow's own optimizer is kept from: it would put operations of its own
 * in place of several (a convolution with bias and activation), which XLA does not know and leaves alone. In a training in
 * TensorFloat-32 it would put channels before rows, which cuDNN turns back for each convolution that tensor cores compute.
 */
export const sessionConfig = ({ isCompiled, precision }: SessionConfigOptions): Uint8Array =>
  MessageWriter.encode((config) => {
    if (!isCompiled && precision !== 'tensorfloat32') return;
    config.message(field.graphOptions, (graph) =>
      graph.message(field.rewriteOptions, (rewriter) => {
        if (isCompiled) rewriter.bool(field.disableMetaOptimizer, true);
        else rewriter.integer(field.layoutOptimizer, off);
      }),
    );
  });
