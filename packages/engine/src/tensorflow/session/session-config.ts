import { MessageWriter } from '../graph-def/message-writer.js';

/** Of core/protobuf/config.proto and rewriter_config.proto, the numbers of the fields on the way to `disable_meta_optimizer`. */
const field = { graphOptions: 10, rewriteOptions: 10, disableMetaOptimizer: 19 } as const;

/**
 * The ConfigProto of a session. What XLA compiles, TensorFlow's own optimizer is kept from: it would put operations of its own
 * in place of several (a convolution with bias and activation), which XLA does not know and leaves alone.
 */
export const sessionConfig = ({ isCompiled }: { readonly isCompiled: boolean }): Uint8Array =>
  MessageWriter.encode((config) => {
    if (!isCompiled) return;
    config.message(field.graphOptions, (graph) =>
      graph.message(field.rewriteOptions, (rewriter) => rewriter.bool(field.disableMetaOptimizer, true)),
    );
  });
