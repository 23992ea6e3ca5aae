import type { TFJSBinding } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTfjsBinding } from '../native/load.js';
import { provisionTimeoutMs, sharedLibrary } from '../native/shared-library.fixture.js';
import type { TfjsBinding } from '../native/tfjs-binding.js';
import './gradients.js';
import { useTfjsNodeBackend } from './tfjs-node-backend.js';

let binding: TfjsBinding;
beforeAll(async () => {
  binding = loadTfjsBinding(await sharedLibrary());
}, provisionTimeoutMs);

describe('useTfjsNodeBackend', () => {
  it("runs ops of the engine's own tfjs-core on TensorFlow, gradients included", async () => {
    await useTfjsNodeBackend(binding);
    expect(tf.getBackend()).toBe('tensorflow');
    const before = binding.getNumOfTensors();
    const [images, kernel] = [tf.ones<tf.Rank.R4>([1, 8, 8, 3]), tf.ones<tf.Rank.R4>([3, 3, 3, 4])];
    const loss = (x: tf.Tensor, k: tf.Tensor) =>
      tf.sum(tf.conv2d(x as tf.Tensor4D, k as tf.Tensor4D, 1, 'same'));
    const [, gradient] = tf.grads(loss)([images, kernel]);
    // Each tap of a 3×3 kernel sees the 8×8 image without the border that its offset cuts off.
    expect((await gradient!.data())[0]).toBe(49);
    expect(binding.getNumOfTensors()).toBeGreaterThan(before);
  });

  it('checks for null as tfjs-node 4.22 does, on every Node, and may be called again', async () => {
    await useTfjsNodeBackend(binding);
    expect([...tf.topk(tf.tensor1d([3, 1, 2]), 2).values.dataSync()]).toEqual([3, 2]);
  });

  it('takes the binding that tfjs-node declares', () => {
    const declared = (real: TFJSBinding): Parameters<typeof useTfjsNodeBackend>[0] => real;
    expect(declared).toBeTypeOf('function');
  });
});
