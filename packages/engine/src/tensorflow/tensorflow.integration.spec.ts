import { engineContract } from '../contract/engine-contract.fixture.js';
import { loadTensorflowBackend } from '../native/load.js';
import { sharedLibrary } from '../native/shared-library.fixture.js';
import { createTensorflowEngine } from './create-tensorflow-engine.js';

let held = () => 0;

engineContract(
  'tensorflow',
  async () => {
    const { version, binding } = await loadTensorflowBackend(await sharedLibrary());
    held = binding.held;
    return createTensorflowEngine({ binding, description: `TensorFlow ${version}` });
  },
  () => held(),
);
