import { it } from 'vitest';
import { provisionTensorflow } from './provision.js';
import { loadTensorflowBackend } from './load.js';
import * as tf from '@tensorflow/tfjs-core';
it('x', async () => {
  const t = Date.now(); let last = '';
  const lib = await provisionTensorflow({ cacheFolder: '/tmp/prov/cache', device: 'cpu', onProgress: (p) => { const s = `${p.label} ${p.done ?? ''}/${p.total ?? ''}`; if (p.label !== last || (p.done??0) % 5 === 0) console.log(Date.now() - t, s); last = p.label; } });
  console.log(Date.now() - t, lib);
  const t2 = Date.now();
  const b = await loadTensorflowBackend(lib);
  console.log('load', Date.now() - t2, b.version, b.device, tf.getBackend());
  const g = tf.grad((x: tf.Tensor) => tf.sum(tf.mul(x, x)))(tf.tensor1d([1, 2, 3]));
  console.log(g.dataSync(), tf.memory());
}, 300000);
