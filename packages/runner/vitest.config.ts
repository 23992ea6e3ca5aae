import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@thaw/source', 'node', 'import'] },
  ssr: { resolve: { conditions: ['@thaw/source', 'node', 'import'] } },
  test: {
    globalSetup: ['bin/checkout.js'],
    include: ['src/**/*.spec.ts'],
    // Nx tells its tasks to print colours; what tests read of commands is to be plain, whoever starts them.
    env: { FORCE_COLOR: '0' },
    testTimeout: 180_000,
    hookTimeout: 600_000,
  },
});
