/**
 * Kills a sweep, or its worker, at a thousand random moments, and sees that no number and no weight differs from those of
 * a sweep that was left alone; a test does so with a few. It takes some five seconds a kill:
 *
 *     node tools/campaigns/kills.mjs [KILLS]
 *
 * What it came to is written down in tools/campaigns/results.md.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const kills = Number(process.argv[2] ?? 1000);
const { status } = spawnSync('npx', ['vitest', 'run', 'src/commands/resume.integration.spec.ts'], {
  cwd: fileURLToPath(new URL('../../packages/runner', import.meta.url)),
  env: { ...process.env, THAW_KILLS: String(kills) },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
