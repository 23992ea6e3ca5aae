// The whole job as its user sees it, from the command to the last result: a sweep of twelve runs of Xception by Thaw, by
// the recipe of Keras's guide in a loop, and by the same with the frozen base's features cached by hand.
//
//     npm run bench:job [-- thaw|guide|cached] [--precision float32|bfloat16] [--runs N | --all] [--scratch [--small]]
//
// Of Keras's recipes `--runs` are measured, spread over the sweep, and the time of a run multiplied.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exportSplit } from './emoji.mjs';
import { pythonOf, watch, watchThaw } from './processes.mjs';
import { versions } from './report/machine.mjs';
import { record } from './report/results.mjs';
import { meanAndDeviation, sum } from './statistics.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    precision: { type: 'string', default: 'float32' },
    runs: { type: 'string', default: '3' },
    all: { type: 'boolean', default: false },
    scratch: { type: 'boolean', default: false },
    small: { type: 'boolean', default: false },
  },
});
if (options.small && !options.scratch) throw new Error('--small is for trying out: give --scratch with it');
const sides = positionals.length > 0 ? positionals : ['thaw', 'guide', 'cached'];

const [dropouts, rates] = [
  [0, 0.2, 0.5],
  [1e-5, 2e-5, 5e-5, 1e-4],
];
const sweep = rates.flatMap((rate) => dropouts.map((dropout) => ({ dropout, rate })));
const settings = {
  imageSize: options.small ? 75 : 150,
  batchSize: 32,
  extractEpochs: options.small ? 2 : 10,
  extractRate: 1e-3,
  fineTuneEpochs: options.small ? 1 : 3,
  thawFrom: 'block14_sepconv1',
  seed: 42,
};

const folder = mkdtempSync(join(tmpdir(), 'thaw-job-'));
const keras = pythonOf('keras');
try {
  const data = await exportSplit(folder, options.small ? 8 : 40);
  console.log(`${data.train} training and ${data.validation} validation images, ${sweep.length} runs`);
  execFileSync(process.execPath, [
    join(import.meta.dirname, 'thaw/export-weights.mjs'),
    ...['xception', folder],
  ]);
  execFileSync(keras, [join(import.meta.dirname, 'keras/convert_weights.py'), folder]);
  for (const side of sides) {
    const name = side === 'thaw' ? `thaw ${options.precision}` : side;
    console.log(name);
    const result = await (side === 'thaw' ? measureThaw(data) : measureKeras(side, data));
    summarise(result);
    if (options.scratch) continue;
    const used = versions(new Map([[keras, ['keras', 'tensorflow-cpu']]]));
    await record('job', name, { versions: used, settings, images: data, ofRuns: sweep.length, ...result });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function summarise({ seconds, measuredSeconds, peakMiB, runs }) {
  const accuracies = runs.map(({ accuracy }) => accuracy);
  const estimated = seconds === measuredSeconds ? '' : ` (${measuredSeconds.toFixed(1)} s measured)`;
  console.log(`  ${seconds.toFixed(1)} s${estimated}, ${peakMiB} MiB`);
  console.log(`  validation accuracy ${meanAndDeviation(accuracies)} of ${runs.length} runs`);
}

/** In an empty store, with the weights on this machine. Planning first builds Thaw if it has to be. */
async function measureThaw({ manifest }) {
  const spec = join(folder, 'job.yaml');
  const store = join(folder, 'store');
  writeFileSync(spec, specText(manifest));
  const points = new Map();
  await watchThaw(['plan', '--spec', spec, '--store', store], {
    onLine(plan) {
      for (const { id, parameters } of plan.runs) points.set(id, pointOf(parameters));
    },
  });
  const runs = [];
  const { seconds, peakMiB } = await watchThaw(['sweep', '--spec', spec, '--store', store], {
    onLine(event) {
      if (event.type !== 'run-ended') return;
      runs.push({ ...points.get(event.run), accuracy: event.metrics.val_accuracy });
      console.log(`  ${event.name}: ${event.metrics.val_accuracy.toFixed(3)}`);
    },
  });
  rmSync(store, { recursive: true });
  return { seconds, measuredSeconds: seconds, peakMiB, runs };
}

function pointOf(parameters) {
  return {
    dropout: parameters['head.dropout'],
    rate: parameters['phases.fine-tune.optimizer.learningRate'],
  };
}

function specText(manifest) {
  return `
name: job
seed: ${settings.seed}
data: { manifest: ${manifest} }
backbone: { name: xception, imageSize: ${settings.imageSize} }
batchSize: ${settings.batchSize}
precision: ${options.precision}
phases:
  - { name: extract, epochs: ${settings.extractEpochs}, optimizer: { name: adam, learningRate: ${settings.extractRate} } }
  - { name: fine-tune, trainable: { from: ${settings.thawFrom} }, epochs: ${settings.fineTuneEpochs}, optimizer: { name: adam } }
sweep:
  parameters:
    head.dropout: [${dropouts}]
    phases.fine-tune.optimizer.learningRate: [${rates}]
`;
}

/** What comes before the first run counts once, a run as often as the sweep has runs. */
async function measureKeras(recipe, { manifest }) {
  const count = options.all ? sweep.length : Number(options.runs);
  const measured = Array.from(
    { length: count },
    (_, index) => sweep[Math.floor((index * sweep.length) / count)],
  );
  const job = join(folder, 'job.json');
  const weights = join(folder, 'xception.weights.h5');
  writeFileSync(job, JSON.stringify({ ...settings, manifest, weights, runs: measured }));
  let ready;
  const runs = [];
  const script = join(import.meta.dirname, 'keras/job.py');
  const { seconds: measuredSeconds, peakMiB } = await watch(keras, [script, job, recipe], {
    onLine(line) {
      if (line.ready !== undefined) return (ready = line.ready);
      runs.push(line);
      const { dropout, rate, seconds, accuracy } = line;
      console.log(`  dropout ${dropout}, rate ${rate}: ${seconds.toFixed(1)} s, ${accuracy.toFixed(3)}`);
    },
  });
  const inRuns = sum(runs.map(({ seconds }) => seconds));
  const seconds = measuredSeconds - inRuns + (inRuns * sweep.length) / count;
  return { seconds, measuredSeconds, ready, peakMiB, runs };
}
