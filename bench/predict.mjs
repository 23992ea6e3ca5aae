/**
 * How fast `thaw predict` is and what memory it takes for more and more pictures, beside `thaw features` of the same network and pictures.
 *
 *     node bench/predict.mjs [--images 1000,10000] [--backbone efficientnet-lite0] [--size 64] [--weights random]
 *
 * Pictures are emoji, no two files with the same bytes. A command includes its start, and the sum of the peaks of its processes. A minute on 2 cores.
 */
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { emojiFolder, manifestText, readManifest } from './emoji.mjs';
import { thawLines, watch } from './processes.mjs';

const { values: options } = parseArgs({
  options: {
    images: { type: 'string', default: '1000,10000' },
    backbone: { type: 'string', default: 'efficientnet-lite0' },
    size: { type: 'string', default: '64' },
    weights: { type: 'string', default: 'random' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'thaw-predict-'));
const store = join(folder, 'store');
const rows = readManifest('emoji-240.csv');
const thaw = join(import.meta.dirname, '../packages/runner/bin/thaw.js');

function trainedRun() {
  const spec = join(folder, 'spec.yaml');
  writeFileSync(join(folder, 'images.csv'), manifestText(rows.filter((_, index) => index % 10 === 0)));
  writeFileSync(
    spec,
    `name: predict
data: { root: ${emojiFolder}, manifest: images.csv }
backbone: { name: ${options.backbone}, weights: ${options.weights}, imageSize: ${options.size} }
phases: [{ name: extract, epochs: 1 }]
tracking: { model: none }
`,
  );
  return thawLines(['sweep', '--spec', spec, '--store', store]).find(({ type }) => type === 'run-ended').run;
}

/** What comes after the end of a PNG no decoder looks at. */
function pictures(count) {
  const place = join(folder, `pictures ${count}`);
  mkdirSync(place);
  for (let index = 0; index < count; index++) {
    const file = join(place, `${String(index).padStart(6, '0')}.png`);
    copyFileSync(join(emojiFolder, rows[index % rows.length].path), file);
    appendFileSync(file, String(index));
  }
  return place;
}

try {
  const run = trainedRun();
  console.log('| pictures | command | seconds | a second | processor seconds | peak MiB |');
  console.log('| --: | --- | --: | --: | --: | --: |');
  for (const count of options.images.split(',').map(Number)) {
    const place = pictures(count);
    const network = [
      '--backbone',
      options.backbone,
      '--weights',
      options.weights,
      '--image-size',
      options.size,
    ];
    const commands = {
      predict: ['predict', place, '--run', run, '--out', join(folder, 'told.csv'), '--store', store],
      features: [
        'features',
        ...network,
        '--images',
        place,
        '--out',
        join(folder, 'x.npy'),
        '--store',
        `${place} store`,
      ],
    };
    for (const [name, args] of Object.entries(commands)) {
      const { seconds, cpuSeconds, peakMiB } = await watch(process.execPath, [thaw, ...args]);
      console.log(
        `| ${count} | ${name} | ${seconds.toFixed(1)} | ${Math.round(count / seconds)} | ${cpuSeconds.toFixed(1)} | ${peakMiB} |`,
      );
    }
    rmSync(place, { recursive: true });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
