/**
 * Has XLA compile what the contract suite of engines and the comparison with Keras compute in TensorFlow, and holds it to the
 * same tolerances:
 *
 *     node tools/campaigns/compiled.mjs
 *
 * It is to be done again when a layer, an optimizer, the loss or TensorFlow changes. What it came to is written down in
 * tools/campaigns/results.md.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const suites = [
  ['engine', 'src/tensorflow/tensorflow.integration.spec.ts'],
  ['runner', 'src/parity/keras-parity.integration.spec.ts'],
];
for (const [name, spec] of suites) {
  const args = [
    'vitest',
    'run',
    '--project',
    'integration',
    spec,
    '-t',
    'tensorflow engine',
    '--testTimeout',
    '3600000',
  ];
  const { status } = spawnSync('npx', args, {
    cwd: fileURLToPath(new URL(`../../packages/${name}`, import.meta.url)),
    // As Thaw itself sets it: each shape is compiled when it first comes.
    env: { ...process.env, THAW_COMPILE: 'always', TF_XLA_FLAGS: '--tf_xla_enable_lazy_compilation=false' },
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = status ?? 1;
}
