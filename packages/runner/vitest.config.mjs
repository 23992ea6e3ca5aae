import { testsOf } from '../../tools/vitest/config.mjs';

// The tests' worker processes and commands run from what is built.
export default testsOf({ globalSetup: ['bin/checkout.js'] });
