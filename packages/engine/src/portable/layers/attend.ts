import * as tf from '@tensorflow/tfjs-core';

/** `softmax(query · keyᵀ / √width) · value` of `[batch, heads, tokens, width of a head]` each. */
export function attend(query: tf.Tensor, key: tf.Tensor, value: tf.Tensor): tf.Tensor {
  const scaled = tf.mul(query, query.shape.at(-1)! ** -0.5);
  return tf.matMul(tf.softmax(tf.matMul(scaled, key, false, true)), value);
}

/** `[batch, tokens, parts · heads · width]` as so many of `[batch, heads, tokens, width]`. */
export function toHeads(input: tf.Tensor, parts: number, heads: number): tf.Tensor[] {
  const [batch, tokens, width] = input.shape as [number, number, number];
  return tf
    .split(input, parts, 2)
    .map((part) =>
      tf.transpose(tf.reshape(part, [batch, tokens, heads, width / parts / heads]), [0, 2, 1, 3]),
    );
}

export function fromHeads(input: tf.Tensor): tf.Tensor {
  const [batch, heads, tokens, width] = input.shape as [number, number, number, number];
  return tf.reshape(tf.transpose(input, [0, 2, 1, 3]), [batch, tokens, heads * width]);
}
