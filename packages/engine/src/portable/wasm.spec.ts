import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { engineContract } from '../contract/engine-contract.fixture.js';
import { createPortableEngine } from './create-portable-engine.js';

engineContract(
  'portable (wasm)',
  async () => {
    await tf.setBackend('wasm');
    return createPortableEngine({ backend: 'wasm', description: 'WebAssembly' });
  },
  () => tf.memory().numTensors,
);
