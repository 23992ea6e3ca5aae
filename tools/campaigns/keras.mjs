/**
 * Has Keras describe and compute all networks and a few trainings, and timm compute those that are timm's, holds all of it against ours, by
 * both engines, and writes down the digests that tests hold against Keras's ever after, and the tables in docs/backbones.md:
 *
 *     npm run parity                            all, in some three hours on two cores
 *     npm run parity -- -t 'ConvNeXt.* at'      whose tests are called so
 *     npm run parity -- -t 'of vit_.* timm'
 *
 * It is to be done again when a network, or what Keras is given there, changes. What it came to is written down in
 * tools/campaigns/results.md.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);
const specs = {
  backbones: ['src/networks/keras.integration.spec.ts', 'src/weights/keras/keras-files.integration.spec.ts'],
  runner: ['keras-features', 'keras-parity', 'timm-parity'].map(
    (name) => `src/parity/${name}.integration.spec.ts`,
  ),
};

const run = (folder, ...args) =>
  spawnSync('npx', args, {
    cwd: fileURLToPath(new URL(folder, root)),
    env: { ...process.env, THAW_KERAS: 'live' },
    stdio: 'inherit',
  }).status ?? 1;

const statuses = Object.entries(specs).map(([name, files]) =>
  run(`packages/${name}`, 'vitest', 'run', '--project', 'integration', ...files, ...process.argv.slice(2)),
);
const written = ['docs/backbones.md', 'packages/backbones/src/networks/keras-descriptions.json'];
statuses.push(run('.', 'prettier', '--write', ...written));
process.exitCode = Math.max(...statuses);
