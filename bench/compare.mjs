// Thaw against Keras on the same TensorFlow, and PyTorch if asked for, of the networks of timm compiled too; each workload in processes
// of its own, taken in turns. Prints the ratio of the medians and the most memory each process had, and records them in results.json.
//
//     npm run bench [-- extract|train] [--only PATTERN] [--rounds N] [--seconds N] [--torch] [--missing] [--scratch]
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pythonOf, runWorkload } from './processes.mjs';
import { versions } from './report/machine.mjs';
import { isMeasured, record } from './report/results.mjs';
import { median } from './statistics.mjs';

const { values: options, positionals: kinds } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '10' },
    torch: { type: 'boolean', default: false },
    missing: { type: 'boolean', default: false },
    scratch: { type: 'boolean', default: false },
  },
});

const sizes = { resnet50: 224, xception: 299, vgg19: 224, mobilenetv2: 224 };
/** What people bring from timm; Keras has the last two. */
const ofTimm = ['vit_small_patch16_224', 'convnexttiny', 'efficientnetv2s'];
const precisions = ['float32', 'bfloat16'];
const workloads = Object.entries(sizes).flatMap(([backbone, size]) => [
  ...[16, 32].flatMap((batch) =>
    precisions.map((precision) => ({ kind: 'extract', backbone, size, batch, precision })),
  ),
  ...['all', 'last'].flatMap((trainable) =>
    precisions.map((precision) => ({ kind: 'train', backbone, size, batch: 16, trainable, precision })),
  ),
]);
for (const backbone of ofTimm) {
  const shared = { backbone, size: 224, batch: 16 };
  workloads.push(
    { kind: 'extract', ...shared, precision: 'float32' },
    { kind: 'train', ...shared, trainable: 'all', precision: 'float32' },
  );
}
const nameOf = (workload) => Object.values(workload).join(' ');

const pattern = new RegExp(options.only);
const chosen = workloads
  .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
  .filter((workload) => pattern.test(nameOf(workload)))
  .filter((workload) => !options.missing || !isMeasured('steps', nameOf(workload)));

const keras = pythonOf('keras');
const torch = options.torch ? pythonOf('torch') : undefined;
const script = (folder, file) => join(import.meta.dirname, folder, file);
/** The command of each side that has the network. */
const programsOf = (kind, backbone) => ({
  thaw: [process.execPath, script('thaw', `${kind}.mjs`)],
  ...(!backbone.startsWith('vit') && { keras: [keras, script('keras', `${kind}.py`)] }),
  ...(torch && { torch: [torch, script('torch', `${kind}.py`)] }),
  ...(torch &&
    ofTimm.includes(backbone) && {
      torchCompiled: [torch, script('torch', `${kind}.py`), '--mode', 'compiled'],
    }),
});
const versionsHere = versions(
  new Map([[keras, ['keras', 'tensorflow-cpu']], ...(torch ? [[torch, ['torch', 'timm']]] : [])]),
);

for (const [index, workload] of chosen.entries()) {
  const name = nameOf(workload);
  console.log(`${index + 1}/${chosen.length} ${name}`);
  try {
    const sides = measure(workload);
    if (!options.scratch) {
      await record('steps', name, {
        versions: versionsHere,
        workload,
        seconds: Number(options.seconds),
        sides,
      });
    }
  } catch (error) {
    console.error(`  failed: ${error.message}`);
    process.exitCode = 1;
  }
}

/** Results of all rounds, by side. */
function measure({ kind, ...settings }) {
  const programs = programsOf(kind, settings.backbone);
  const args = Object.entries({ ...settings, seconds: options.seconds }).flatMap(([key, value]) => [
    `--${key}`,
    String(value),
  ]);
  const sides = Object.fromEntries(Object.keys(programs).map((side) => [side, []]));
  for (let round = 1; round <= Number(options.rounds); round++) {
    for (const [side, [command, ...before]] of Object.entries(programs)) {
      const result = runWorkload(command, [...before, ...args]);
      sides[side].push(result);
      const { imagesPerSecond, cpuMsPerImage, peakMiB } = result;
      console.log(
        `  round ${round} ${side}: ${imagesPerSecond.toFixed(1)} images/s, ${cpuMsPerImage.toFixed(0)} ms of processor time an image, ${peakMiB} MiB`,
      );
    }
  }
  const speed = (side) => median(sides[side].map(({ imagesPerSecond }) => imagesPerSecond));
  for (const other of Object.keys(programs).slice(1))
    console.log(`  Thaw / ${other}: ${(speed('thaw') / speed(other)).toFixed(2)}`);
  return sides;
}
