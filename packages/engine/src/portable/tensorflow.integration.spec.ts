import * as tf from '@tensorflow/tfjs-core';
import { engineContract } from '../contract/engine-contract.fixture.js';
import { loadTfjsBinding } from '../native/load.js';
import { sharedLibrary } from '../native/shared-library.fixture.js';
import { createPortableEngine } from './create-portable-engine.js';
import { useTfjsNodeBackend } from './tfjs-node-backend.js';

engineContract(
  'portable (tensorflow)',
  async () => {
    const binding = loadTfjsBinding(await sharedLibrary());
    await useTfjsNodeBackend(binding);
    return createPortableEngine({ backend: 'tensorflow', description: `TensorFlow ${binding.TF_Version}` });
  },
  () => tf.memory().numTensors,
);
