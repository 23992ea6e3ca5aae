// How time and memory grow: with images, with runs, and with features that are larger than memory.
//
//     npm run bench:growth [-- images|runs|features] [--scratch]
//       images:   [--images N]                       times 1, 2, 4, 8; default 128
//       runs:     [--runs 1,10,100,1000]
//       features: [--images N] [--image-size PIXELS]  times 1, 2, 4; default 946 at 224 pixels
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { byLot, emojiFolder, manifestText, readManifest } from './emoji.mjs';
import { watchThaw } from './processes.mjs';
import { versions } from './report/machine.mjs';
import { record } from './report/results.mjs';
import { sum } from './statistics.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    images: { type: 'string' },
    'image-size': { type: 'string', default: '224' },
    runs: { type: 'string', default: '1,10,100,1000' },
    scratch: { type: 'boolean', default: false },
  },
});
const parts = { images: growImages, runs: growRuns, features: growFeatures };
const chosen = positionals.length > 0 ? positionals : Object.keys(parts);

const folder = mkdtempSync(join(tmpdir(), 'thaw-growth-'));
const [spec, manifest, store] = ['growth.yaml', 'manifest.csv', 'store'].map((name) => join(folder, name));
try {
  for (const part of chosen) {
    console.log(part);
    const { name, points } = await parts[part]();
    if (!options.scratch) await record(`growth-${part}`, name, { versions: versions(), points });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function growImages() {
  const base = Number(options.images ?? 128);
  const rows = readManifest('emoji.csv').sort(byLot);
  const points = [];
  for (const images of [1, 2, 4, 8].map((times) => times * base)) {
    if (images > rows.length) throw new Error(`there are ${rows.length} images only`);
    writeSpec(rows.slice(0, images), {
      backbone: '{ name: efficientnet-lite0, imageSize: 128 }',
      phases: '[{ name: extract, epochs: 10 }]',
    });
    const point = { images, ...(await measureSweep()) };
    points.push(point);
    forget();
    const each = (1000 * sum(Object.values(point.stageSeconds))) / images;
    console.log(`  ${images} images: ${point.seconds.toFixed(1)} s, stages ${each.toFixed(2)} ms an image`);
  }
  return { name: 'EfficientNet-Lite0 128², 10 epochs of a new head', points };
}

/** Runs that are as small as can be, each with a training of its own. */
async function growRuns() {
  const rows = readManifest('emoji-240.csv').filter((_, index) => index % 10 === 0);
  const points = [];
  for (const runs of options.runs.split(',').map(Number)) {
    const rates = Array.from({ length: runs }, (_, index) => (index + 1) * 1e-6);
    writeSpec(rows, {
      backbone: '{ name: efficientnet-lite0, imageSize: 64 }',
      phases: '[{ name: extract, epochs: 1 }]',
      sweep: `{ parameters: { phases.extract.optimizer.learningRate: [${rates}] } }`,
    });
    const plan = await watchThaw(['plan', '--spec', spec, '--store', store]);
    const first = await measureSweep();
    const again = await measureSweep();
    points.push({ runs, planSeconds: plan.seconds, first, again });
    forget();
    console.log(
      `  ${runs} runs: plan ${plan.seconds.toFixed(2)} s, sweep ${first.seconds.toFixed(1)} s, again ${again.seconds.toFixed(2)} s; ` +
        `outside stages ${((1000 * outsideStages(first)) / runs).toFixed(1)} ms a run`,
    );
  }
  return { name: 'EfficientNet-Lite0 64², 24 images, one epoch', points };
}

function outsideStages({ sweepSeconds, stageSeconds }) {
  return sweepSeconds - sum(Object.values(stageSeconds));
}

/** Thawed from the last stage of ResNet50 on: 0.8 MB an image at 224 pixels lie below. */
async function growFeatures() {
  const base = Number(options.images ?? 946);
  const imageSize = Number(options['image-size']);
  const rows = readdirSync(emojiFolder)
    .filter((path) => path.endsWith('.png'))
    .map((path) => ({ path, label: path.charCodeAt(4) % 2 === 0 ? 'even' : 'odd' }))
    .sort(byLot);
  const points = [];
  for (const images of [1, 2, 4].map((times) => times * base)) {
    if (images > rows.length) throw new Error(`there are ${rows.length} images only`);
    writeSpec(rows.slice(0, images), {
      backbone: `{ name: resnet50, weights: random, imageSize: ${imageSize} }`,
      phases: '[{ name: fine-tune, trainable: { last: 3 }, epochs: 1 }]',
    });
    const swept = await measureSweep();
    const point = {
      images,
      featureMiB: Math.round(sizeOf(join(store, 'stages/features')) / 2 ** 20),
      ...swept,
    };
    points.push(point);
    forget();
    const { featureMiB, seconds, peakMiB } = point;
    console.log(
      `  ${images} images: features ${featureMiB} MiB, peak ${peakMiB} MiB, ${seconds.toFixed(0)} s`,
    );
  }
  return { name: `ResNet50 ${imageSize}² thawed from conv5 on, one epoch`, points };
}

function writeSpec(rows, { backbone, phases, sweep }) {
  writeFileSync(manifest, manifestText(rows));
  writeFileSync(
    spec,
    `name: growth
data: { manifest: ${manifest}, root: ${emojiFolder} }
backbone: ${backbone}
phases: ${phases}
${sweep ? `sweep: ${sweep}` : ''}
`,
  );
}

/** Wall time and memory of the command; within it, of the sweep, of computed stages by kind, and of epochs. */
async function measureSweep() {
  const stageSeconds = {};
  let [sweepSeconds, epochSeconds] = [0, 0];
  const whole = await watchThaw(['sweep', '--spec', spec, '--store', store], {
    onLine(event) {
      if (event.type === 'stage-ended' && event.status === 'computed')
        stageSeconds[event.kind] = (stageSeconds[event.kind] ?? 0) + event.seconds;
      if (event.type === 'epoch') epochSeconds += event.seconds;
      if (event.type === 'sweep-ended') sweepSeconds = event.seconds;
    },
  });
  return { ...whole, sweepSeconds, stageSeconds, epochSeconds };
}

function forget() {
  rmSync(store, { recursive: true, force: true });
}

function sizeOf(path) {
  if (!statSync(path).isDirectory()) return statSync(path).size;
  return sum(readdirSync(path).map((name) => sizeOf(join(path, name))));
}
