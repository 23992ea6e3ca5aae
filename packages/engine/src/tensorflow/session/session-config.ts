import { MessageWriter } from '../graph-def/message-writer.js';

/** Of core/protobuf/config.proto and rewriter_config.proto, the numbers of the fields on the way to these options. */
const field = { graphOptions: 10, rewriteOptions: 10, layoutOptimizer: 1, disableMetaOptimizer: 19 } as const;
/** `RewriterConfig.Toggle`. */
const off = 2;

export interface SessionConfigOptions {
  /** Whether XLA compiles the graph. */
  readonly isCompiled: boolean;
  readonly hasGpu: boolean;
}

/**
 * The ConfigProto of a session. What XLA compiles, TensorFlow's own optimizer is kept from: it would put operations of its own
 * in place of several (a convolution with bias and activation), which XLA does not know and leaves alone. On a GPU that
 * optimizer puts channels before rows, and cuDNN turns what tensor cores are to multiply back for each convolution: a step of ResNet50
 * took a quarter longer so, in TensorFloat-32 on an NVIDIA H200. So images stay as they are.
 */
export const sessionConfig = ({ isCompiled, hasGpu }: SessionConfigOptions): Uint8Array =>
  MessageWriter.encode((config) => {
    if (!isCompiled && !hasGpu) return;
    config.message(field.graphOptions, (graph) =>
      graph.message(field.rewriteOptions, (rewriter) => {
        if (isCompiled) rewriter.bool(field.disableMetaOptimizer, true);
        else rewriter.integer(field.layoutOptimizer, off);
      }),
    );
  });
