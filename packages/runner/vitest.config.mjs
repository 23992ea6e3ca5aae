import { testsOf } from '../../tools/vitest/config.mjs';

// The tests' worker processes and commands run from what is built.
const built = 'bin/checkout.js';

export default testsOf(
  { globalSetup: [built] },
  { globalSetup: [built, '../tracker/src/mlflow/ui/shared-server.fixture.ts'] },
);
