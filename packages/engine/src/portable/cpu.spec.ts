import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { engineContract } from '../contract/engine-contract.fixture.js';
import { createPortableEngine } from './create-portable-engine.js';

engineContract(
  'portable (cpu)',
  async () => {
    // Keeps tfjs from advising another backend on the console.
    tf.enableProdMode();
    await tf.setBackend('cpu');
    return createPortableEngine({ backend: 'cpu', description: 'plain JavaScript' });
  },
  () => tf.memory().numTensors,
);
