/** What a network says of one image. */
export interface Softmax {
  readonly probabilities: Float32Array;
  /** The cross-entropy of a label is the number that this exceeds its logit by. */
  readonly logSum: number;
}

/** Of an image's logits, in double precision and without overflow. */
export function softmax(logits: Float32Array): Softmax {
  const greatest = logits.reduce((most, each) => Math.max(most, each), -Infinity);
  const sum = logits.reduce((total, each) => total + Math.exp(each - greatest), 0);
  return {
    probabilities: logits.map((each) => Math.exp(each - greatest) / sum),
    logSum: greatest + Math.log(sum),
  };
}
