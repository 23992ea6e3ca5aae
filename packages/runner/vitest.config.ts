import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@thaw/source', 'node', 'import'] },
  ssr: { resolve: { conditions: ['@thaw/source', 'node', 'import'] } },
  test: {
    globalSetup: ['bin/checkout.js'],
    include: ['src/**/*.spec.ts'],
    testTimeout: 180_000,
    hookTimeout: 600_000,
  },
});
