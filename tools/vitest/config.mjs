import { defineConfig } from 'vitest/config';

/** Sources instead of builds, so that a test of a package sees what was just written in another. */
const conditions = ['@thaw/source', 'node', 'import'];

const unit = 'src/**/*.spec.ts';
const integration = 'src/**/*.integration.spec.ts';

/**
 * The tests of a package: `unit` ones take milliseconds; `integration` ones start what is built, TensorFlow, MLflow,
 * Python or a browser, or take more than a second. A package states only what differs, of all and of the integration ones.
 */
export const testsOf = (test = {}, ofIntegration = {}) =>
  defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      // Nx tells its tasks to print colours; what tests read of commands is to be plain, whoever starts them.
      env: { FORCE_COLOR: '0' },
      ...test,
      projects: [
        {
          extends: true,
          test: {
            name: 'unit',
            include: [unit],
            exclude: [integration],
            testTimeout: 60_000,
            // A process for each file, and loading all of core anew in it, would take four times as long as the tests.
            isolate: false,
          },
        },
        {
          extends: true,
          test: {
            name: 'integration',
            include: [integration],
            testTimeout: 180_000,
            hookTimeout: 600_000,
            // One a core, where vitest leaves one core free: much of their time they wait for what they have started.
            maxWorkers: '100%',
            sequence: { groupOrder: 1 },
            ...ofIntegration,
          },
        },
      ],
    },
  });

export default testsOf();
