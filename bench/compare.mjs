// Thaw against Keras on the same TensorFlow, each workload in a process of its own, taken in turns; prints the ratio of
// the medians and the most memory each process had.
//
//     npm run bench [-- extract|train] [--only PATTERN] [--rounds N] [--seconds N]
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '10' },
  },
});
const here = import.meta.dirname;
const python = execFileSync('node', [join(here, '../tools/keras/setup.mjs')], { encoding: 'utf8' }).trim();

const networks = { resnet50: 224, xception: 299, vgg19: 224, mobilenetv2: 224 };
const workloads = [
  ...Object.entries(networks).flatMap(([backbone, size]) =>
    [16, 32].flatMap((batch) =>
      ['float32', 'bfloat16'].map((precision) => ({ kind: 'extract', backbone, size, batch, precision })),
    ),
  ),
  ...['resnet50', 'xception'].flatMap((backbone) =>
    ['all', 'last'].flatMap((trainable) =>
      ['float32', 'bfloat16'].map((precision) => ({
        kind: 'train',
        backbone,
        size: networks[backbone],
        batch: 16,
        trainable,
        precision,
      })),
    ),
  ),
];

console.log(
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0].model}, Node ${process.version}\n`,
);
console.log('| workload | Thaw img/s | Keras img/s | ratio | Thaw MiB | Keras MiB |');
console.log('|---|---|---|---|---|---|');
for (const workload of workloads) {
  const { kind, ...settings } = workload;
  const name = Object.values(workload).join(' ');
  if ((positionals.length > 0 && !positionals.includes(kind)) || !name.includes(values.only)) continue;
  const args = Object.entries({ ...settings, seconds: values.seconds }).flatMap(([key, value]) => [
    `--${key}`,
    String(value),
  ]);
  const [ours, theirs] = [[], []];
  for (let round = 0; round < Number(values.rounds); round++) {
    ours.push(run(process.execPath, [join(here, 'thaw', `${kind}.mjs`), ...args]));
    theirs.push(run(python, [join(here, 'keras', `${kind}.py`), ...args]));
  }
  const [a, b] = [ours, theirs].map((results) =>
    median(results.map(({ imagesPerSecond }) => imagesPerSecond)),
  );
  const [m, n] = [ours, theirs].map((results) => Math.max(...results.map(({ peakMiB }) => peakMiB)));
  console.log(`| ${name} | ${a.toFixed(1)} | ${b.toFixed(1)} | ${(a / b).toFixed(2)} | ${m} | ${n} |`);
}

function run(command, args) {
  const output = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(output.trim().split('\n').at(-1));
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
