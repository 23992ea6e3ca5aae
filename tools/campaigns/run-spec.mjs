import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Runs a file of the runner's tests with settings by which it does far more than among the others. */
export function runSpec(file, settings, options = []) {
  const { status } = spawnSync('npx', ['vitest', 'run', file, ...options], {
    cwd: fileURLToPath(new URL('../../packages/runner', import.meta.url)),
    env: { ...process.env, ...settings },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
