import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { GraphBuilder } from '@thaw/core';
import { beforeAll, expect, it, vi } from 'vitest';
import { portableLayers } from './layers/portable-layers.js';
import { compile, run } from './program.js';

beforeAll(async () => {
  // Keeps tfjs from advising another backend on the console.
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

it('holds an activation only until its last consumer ran', () => {
  const builder = new GraphBuilder('chain with a shortcut');
  const input = builder.input('images', [4, 4, 3]);
  let last = builder.add('ReLU', 'relu0', {}, input);
  const shortcut = last;
  for (let depth = 1; depth < 20; depth++) last = builder.add('ReLU', `relu${depth}`, {}, last);
  const graph = builder.build(builder.add('Add', 'sum', {}, shortcut, last));

  let most = 0;
  const { forward } = portableLayers.ReLU;
  const spy = vi.spyOn(portableLayers.ReLU, 'forward').mockImplementation((...call) => {
    const result = forward(...call);
    most = Math.max(most, tf.memory().numBytes);
    return result;
  });
  const images = tf.ones([1, 4, 4, 3]);
  const results = run(compile(graph, ['sum']), new Map([['images', images]]), new Map());
  spy.mockRestore();

  expect([...results.get('sum')!.dataSync()]).toEqual(new Array(48).fill(2));
  // The images, the shortcut, the input and the output of the layer that runs.
  expect(most).toBe(4 * 48 * 4);
});
