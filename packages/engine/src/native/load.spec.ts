import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NativeLibrary } from './library.js';
import { loadTensorflowBackend } from './load.js';
import { problemsOf, provisionTimeoutMs, sharedLibrary, temporaryFolder } from './shared-library.fixture.js';

let library: NativeLibrary;
beforeAll(async () => {
  library = await sharedLibrary();
}, provisionTimeoutMs);

describe('loadTensorflowBackend', () => {
  it('loads the pinned version and may be called again', async () => {
    const backend = await loadTensorflowBackend(library);
    expect(backend).toMatchObject({ version: '2.21.0', device: 'cpu' });
    expect((await loadTensorflowBackend(library)).binding).toBe(backend.binding);
  });

  it("runs ops of the engine's own tfjs-core on TensorFlow, gradients included", async () => {
    const { binding } = await loadTensorflowBackend(library);
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

  it('checks for null as tfjs-node 4.22 does, on every Node', async () => {
    await loadTensorflowBackend(library);
    expect([...tf.topk(tf.tensor1d([3, 1, 2]), 2).values.dataSync()]).toEqual([3, 2]);
  });

  it("keeps TensorFlow's notes from the terminal and gives standard error back", () => {
    const script = `const stderr = require(${JSON.stringify(library.mute)}); stderr.mute();
      const { TF_Version } = require(${JSON.stringify(library.binding)}); stderr.unmute();
      console.log(TF_Version); console.error('mine');`;
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' };
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { env, encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['2.21.0\n', 'mine\n']);
  });

  it('says how to mend an addon that cannot be loaded', async () => {
    const binding = join(await temporaryFolder(), 'tfjs_binding.node');
    await writeFile(binding, 'no shared library');
    expect(await problemsOf(loadTensorflowBackend({ ...library, binding }))).toMatchObject([
      { code: 'THAW-BACKEND-LOAD-FAILED', remedy: expect.stringContaining(library.folder) },
    ]);
  });
});
