import * as tf from '@tensorflow/tfjs-core';
import { engineContract } from '../contract/engine-contract.fixture.js';
import { loadTensorflowBackend } from '../native/load.js';
import { sharedLibrary } from '../native/shared-library.fixture.js';
import { createPortableEngine } from './create-portable-engine.js';

engineContract(
  'portable (tensorflow)',
  async () => {
    const { version } = await loadTensorflowBackend(await sharedLibrary());
    return createPortableEngine({ backend: 'tensorflow', description: `TensorFlow ${version}` });
  },
  () => tf.memory().numTensors,
);
