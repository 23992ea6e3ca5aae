/**
 * Holds the estimate of peak memory against what the process that computes really needs:
 *
 *     node bench/memory.mjs [--size PIXELS] [backbone…]
 *
 * Each network is run three times on 240 images with drawn weights: its features alone, training from its last block,
 * and training whole; printed are the estimate of `thaw plan`, the peak resident memory (VmHWM) of the worker, and
 * their ratio. `packages/core/src/plan/estimate/memory-model.ts` holds the constants. Linux only.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const thaw = join(root, 'packages/runner/bin/thaw.js');
const { values: options, positionals: named } = parseArgs({
  allowPositionals: true,
  options: { size: { type: 'string', default: '128' } },
});
const imageSize = Number(options.size);
const batchSize = 16;

const spec = (backbone, trainable) => `
name: memory
data:
  root: ${join(root, 'node_modules/emoji-datasource-google/img/google/64')}
  manifest: ${join(root, 'experiments/emoji-240.csv')}
  split: { validation: 0.75 }
backbone: { name: ${backbone}, weights: random, imageSize: ${imageSize} }
batchSize: ${batchSize}
phases: [{ name: train, trainable: ${trainable}, epochs: 1 }]
`;

const folder = mkdtempSync(join(tmpdir(), 'thaw-memory-'));
const file = join(folder, 'memory.yaml');

function estimate() {
  const store = ['--store', join(folder, 'empty')];
  const plan = execFileSync(process.execPath, [thaw, 'plan', '--json', '--spec', file, ...store]);
  return JSON.parse(plan).estimate.memoryBytes;
}

/** Bytes that the worker needed at most, until it ended. */
async function measure() {
  const sweep = spawn(
    process.execPath,
    [thaw, 'sweep', '--json', '--force', '--spec', file, '--store', join(folder, 'store')],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  let peak = 0;
  const watch = setInterval(() => {
    for (const child of childrenOf(sweep.pid)) peak = Math.max(peak, peakOf(child));
  }, 50);
  const code = await new Promise((resolve) => sweep.once('close', resolve));
  clearInterval(watch);
  if (code !== 0) throw new Error(`the sweep ended with ${code}`);
  return peak;
}

const childrenOf = (pid) => read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean);
const peakOf = (pid) => 1024 * Number(/VmHWM:\s*(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const megabytes = (bytes) => String(Math.round(bytes / 1e6)).padStart(6);
console.log(`${imageSize} px, batch size ${batchSize}; megabytes`);
console.log('network             trains      estimate  measured  ratio');
try {
  for (const backbone of named.length > 0 ? named : ['resnet50', 'xception', 'efficientnet-lite0']) {
    for (const trainable of ['none', '{ last: 1 }', 'all']) {
      writeFileSync(file, spec(backbone, trainable));
      const expected = estimate();
      const found = await measure();
      rmSync(join(folder, 'store'), { recursive: true, force: true });
      const row = [backbone.padEnd(18), trainable.padEnd(11), megabytes(expected), '', megabytes(found), ''];
      console.log(row.join(' '), (expected / found).toFixed(2).padStart(5));
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
