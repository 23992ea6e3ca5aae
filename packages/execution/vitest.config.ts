import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@thaw/source', 'node', 'import'] },
  ssr: { resolve: { conditions: ['@thaw/source', 'node', 'import'] } },
  test: { include: ['src/**/*.spec.ts'], testTimeout: 60_000 },
});
