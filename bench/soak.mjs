// Does the worker's memory stay flat over many runs? Executes a sweep of 100 runs (another seed each, so that every run
// trains) in one worker and samples its resident memory.
//
//     node bench/soak.mjs [RUNS]
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const runs = Number(process.argv[2] ?? 100);
const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'thaw-soak-'));
const spec = join(folder, 'soak.yaml');
writeFileSync(
  spec,
  `name: soak
data:
  root: ${root}/node_modules/emoji-datasource-google/img/google/64
  manifest: ${root}/experiments/emoji-240.csv
backbone: { name: efficientnet-lite0, imageSize: 64 }
phases:
  - { name: extract, epochs: 2 }
  - { name: fine-tune, trainable: { from: block7a_expand_conv }, epochs: 1 }
sweep: { parameters: { seed: [${Array.from({ length: runs }, (_, seed) => seed + 1)}] } }
`,
);

const sweep = spawn(process.execPath, [
  join(root, 'packages/runner/dist/cli/main.js'),
  ...['sweep', '--json', '--spec', spec, '--store', join(folder, 'store')],
]);
const samples = [];
let buffered = '';
sweep.stdout.setEncoding('utf8').on('data', (text) => {
  buffered += text;
  const lines = buffered.split('\n');
  buffered = lines.pop();
  for (const line of lines) if (JSON.parse(line).type === 'run-ended') samples.push(workerMiB(sweep.pid));
});
sweep.on('close', (code) => {
  rmSync(folder, { recursive: true });
  const quarter = Math.floor(samples.length / 4);
  const [early, late] = [median(samples.slice(quarter, 2 * quarter)), median(samples.slice(-quarter))];
  console.log(`${samples.length} runs, exit code ${code}; resident memory of the worker, MiB:`);
  console.log(`second quarter ${early}, last quarter ${late}, greatest ${Math.max(...samples)}`);
  console.log(`growth a run: ${(((late - early) / (samples.length / 2)) * 1024).toFixed(0)} KiB`);
});

function workerMiB(parent) {
  const pid = execFileSync('pgrep', ['-P', String(parent)], { encoding: 'utf8' }).split('\n')[0];
  return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', pid], { encoding: 'utf8' })) / 1024);
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
