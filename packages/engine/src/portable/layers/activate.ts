import * as tf from '@tensorflow/tfjs-core';
import { usualNegativeSlope, type Activation } from '@thaw/core';
import { withGradient } from './with-gradient.js';

type Activate = (input: tf.Tensor) => tf.Tensor;

export const activate = (input: tf.Tensor, activation: Activation): tf.Tensor =>
  activations[activation](input);

const activations: Readonly<Record<Activation, Activate>> = {
  linear: tf.clone,
  relu: (input) => rectify(input),
  relu6: (input) => rectify(input, 6),
  leaky_relu: (input) => leak(input, usualNegativeSlope),
  softmax: (input) => tf.softmax(input),
  sigmoid: (input) =>
    withGradient(
      {
        forward(x) {
          const value = tf.sigmoid(x!);
          return { value, kept: [value] };
        },
        backward: (dy, [y]) => [tf.mul(dy, slopeOfSigmoid(y!))],
      },
      input,
    ),
  hard_sigmoid: (input) =>
    withGradient(
      {
        forward(x) {
          const value = hardSigmoid(x!);
          return { value, kept: [value] };
        },
        backward: (dy, [y]) => [tf.mul(dy, slopeOfHardSigmoid(y!))],
      },
      input,
    ),
  silu: (input) => byInput(input, { gate: tf.sigmoid, slope: (_x, gate) => slopeOfSigmoid(gate) }),
  hard_silu: (input) => byInput(input, { gate: hardSigmoid, slope: (_x, gate) => slopeOfHardSigmoid(gate) }),
  gelu: (input) =>
    byInput(input, {
      gate: (x) => half(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
      slope: (x) => tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), rootOfTwoByPi / 2),
    }),
  gelu_tanh: (input) =>
    byInput(input, {
      gate: (x) => half(tf.add(tf.tanh(tf.mul(tf.mul(x, plusOne(x, cubic)), rootOfTwoByPi)), 1)),
      // 1 − tanh² is four times the gate times what it lacks to 1.
      slope: (x, gate) => tf.mul(slopeOfSigmoid(gate), tf.mul(plusOne(x, 3 * cubic), 2 * rootOfTwoByPi)),
    }),
  quick_gelu: (input) =>
    byInput(input, {
      gate: (x) => tf.sigmoid(tf.mul(x, steepness)),
      slope: (_x, gate) => tf.mul(slopeOfSigmoid(gate), steepness),
    }),
};

/**
 * `max(input, 0)`, and at most `ceiling`. As in TensorFlow, no gradient passes at 0 and at the ceiling; it goes by the
 * output, which the next layer keeps anyway.
 */
export function rectify(input: tf.Tensor, ceiling = Infinity): tf.Tensor {
  const rectifier = rectifiers.get(ceiling) ?? ((x: tf.Tensor) => tf.clipByValue(x, 0, ceiling));
  return withGradient(
    {
      forward(x) {
        const value = rectifier(x!);
        return { value, kept: [value] };
      },
      backward(dy, [y]) {
        const passed = tf.mul(dy, tf.step(y!));
        return [ceiling === Infinity ? passed : tf.mul(passed, tf.step(tf.sub(ceiling, y!)))];
      },
    },
    input,
  );
}

/** `input`, and `input · negativeSlope` below 0. */
export function leak(input: tf.Tensor, negativeSlope: number): tf.Tensor {
  const slope = (x: tf.Tensor) => tf.add(tf.mul(tf.step(x), 1 - negativeSlope), negativeSlope);
  return withGradient(
    {
      forward: (x) => ({ value: tf.mul(x!, slope(x!)), kept: [x!] }),
      backward: (dy, [x]) => [tf.mul(dy, slope(x!))],
    },
    input,
  );
}

/** Ceilings that backends have a kernel for. */
const rectifiers = new Map<number, Activate>([
  [Infinity, tf.relu],
  [6, tf.relu6],
]);

interface Gate {
  readonly gate: Activate;
  readonly slope: (x: tf.Tensor, gate: tf.Tensor) => tf.Tensor;
}

/** The input times a gate that it sets itself, which is computed again on the way back rather than kept. */
function byInput(input: tf.Tensor, { gate, slope }: Gate): tf.Tensor {
  return withGradient(
    {
      forward: (x) => ({ value: tf.mul(x!, gate(x!)), kept: [x!] }),
      backward(dy, [x]) {
        const open = gate(x!);
        return [tf.mul(dy, tf.add(open, tf.mul(x!, slope(x!, open))))];
      },
    },
    input,
  );
}

const hardSigmoid: Activate = (x) => tf.div(tf.relu6(tf.add(x, 3)), 6);
const slopeOfSigmoid: Activate = (y) => tf.mul(y, tf.sub(1, y));
/** A sixth between its ends, where it is neither 0 nor 1. */
const slopeOfHardSigmoid: Activate = (y) => tf.div(tf.step(slopeOfSigmoid(y)), 6);

const half: Activate = (x) => tf.mul(x, 0.5);
/** `1 + factor · x²` */
const plusOne = (x: tf.Tensor, factor: number) => tf.add(tf.mul(tf.square(x), factor), 1);
/** Of CLIP's `QuickGELU` (github.com/openai/CLIP, clip/model.py). */
const steepness = 1.702;
const rootOfTwoByPi = Math.sqrt(2 / Math.PI);
/** Of the tanh that stands for erf (Hendrycks and Gimpel 2016, arXiv 1606.08415). */
const cubic = 0.044715;
