/**
 * Has the two engines agree on features, gradients and steps of every network, at several depths of training; a test does
 * so for those two that between them have every kind of layer:
 *
 *     node tools/campaigns/networks.mjs
 *
 * What it came to is written down in tools/campaigns/results.md.
 */
import { backbones } from '@thaw/backbones';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const { status } = spawnSync('npx', ['vitest', 'run', 'src/parity/engine-agreement.integration.spec.ts'], {
  cwd: fileURLToPath(new URL('../../packages/runner', import.meta.url)),
  env: { ...process.env, THAW_NETWORKS: Object.keys(backbones).join() },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
