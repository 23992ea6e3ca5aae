import * as tf from '@tensorflow/tfjs-core';

/** An operation on tensors, and how the gradient by its result becomes those by its inputs. */
export interface Differentiable {
  /** `kept` is what `backward` is handed. */
  forward(...inputs: tf.Tensor[]): { readonly value: tf.Tensor; readonly kept?: readonly tf.Tensor[] };
  backward(dy: tf.Tensor, kept: readonly tf.Tensor[]): tf.Tensor[];
}

/**
 * Applies an operation by a gradient of our own where tfjs's costs memory: its tape keeps the inputs of nearly every
 * operation and all gradients until the pass is over. Here only `kept` is, and `dy` goes once it has been used, for
 * nobody reads it again.
 */
export function withGradient({ forward, backward }: Differentiable, ...inputs: tf.Tensor[]): tf.Tensor {
  const apply = tf.customGrad((...args) => {
    const save = args.pop() as tf.GradSaveFunc;
    const { value, kept = [] } = forward(...(args as tf.Tensor[]));
    save([...kept]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const gradients = tf.tidy(() => backward(dy, saved));
      dy.dispose();
      return gradients;
    };
    return { value, gradFunc };
  });
  return apply(...inputs);
}
