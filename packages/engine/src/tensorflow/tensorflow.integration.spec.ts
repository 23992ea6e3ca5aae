import { compiledEngine } from '../contract/compiled-engine.fixture.js';
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
    const engine = createTensorflowEngine({ binding, description: `TensorFlow ${version}` });
    // All of it takes minutes so: `tools/campaigns/compiled.mjs`. A part is in `compiled.integration.spec.ts`.
    return process.env['THAW_COMPILE'] === 'always' ? compiledEngine(engine) : engine;
  },
  () => held(),
);
