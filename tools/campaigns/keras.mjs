/**
 * Has Keras compute the layers of all networks and a few trainings, holds every number against those of both engines, and
 * writes down the digests that a test holds against them ever after:
 *
 *     node tools/campaigns/keras.mjs
 *
 * It is to be done again when a network, or what Keras is given there, changes. What it came to is written down in
 * tools/campaigns/results.md.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const { status } = spawnSync('npx', ['vitest', 'run', 'src/parity/keras-parity.integration.spec.ts'], {
  cwd: fileURLToPath(new URL('../../packages/runner', import.meta.url)),
  env: { ...process.env, THAW_KERAS: 'live' },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
