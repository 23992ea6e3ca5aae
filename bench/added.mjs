/**
 * What a night costs on which images were added: extracts from some, adds a few, and prints both passes as a table.
 *
 *     node bench/added.mjs [--backbone resnet50] [--size 224] [--images 1000] [--added 10]
 *         [--weights random]
 *
 * Takes as long as the first pass, some minutes on 2 cores. Drawing weights takes longer than reading them.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { byLot, emojiFolder, manifestText, readManifest } from './emoji.mjs';
import { thawLines } from './processes.mjs';

const { values: options } = parseArgs({
  options: {
    backbone: { type: 'string', default: 'resnet50' },
    size: { type: 'string', default: '224' },
    weights: { type: 'string', default: 'random' },
    images: { type: 'string', default: '1000' },
    added: { type: 'string', default: '10' },
  },
});
const [images, added] = [Number(options.images), Number(options.added)];
const folder = mkdtempSync(join(tmpdir(), 'thaw-added-'));
const spec = join(folder, 'added.yaml');

const thaw = (command) => thawLines([command, '--spec', spec, '--store', join(folder, 'store')]);

/** One phase trains a head, so that the pass of the images is nearly all there is to do. */
function passOver(rows) {
  writeFileSync(join(folder, 'images.csv'), manifestText(rows));
  writeFileSync(
    spec,
    `name: added
data: { root: ${emojiFolder}, manifest: images.csv, split: { validation: 0.2 } }
backbone: { name: ${options.backbone}, weights: ${options.weights}, imageSize: ${options.size} }
phases: [{ name: extract, epochs: 1 }]
`,
  );
  const [{ stages }] = thaw('plan');
  const features = stages.find(({ kind }) => kind === 'features');
  const { seconds } = thaw('sweep').find(({ type, key }) => type === 'stage-ended' && key === features.key);
  const { stored, total } = features.images;
  return { computed: total - stored, total, seconds, gflop: features.estimate.flops / 1e9 };
}

try {
  const rows = readManifest('emoji.csv').sort(byLot);
  if (images + added > rows.length) throw new Error(`there are ${rows.length} images only`);
  const first = passOver(rows.slice(0, images));
  const second = passOver(rows.slice(0, images + added));
  const line = (name, of) =>
    `| ${name} | ${of(first)} | ${of(second)} | ${percent(of(second) / of(first))} |`;
  const percent = (share) => `${(100 * share).toFixed(1)} %`;
  console.log(`
| ${options.backbone} at ${options.size} px | first pass | with ${added} more | |
| --- | --: | --: | --: |
${line('images computed', ({ computed }) => computed)}
${line('GFLOP', ({ gflop }) => gflop.toFixed(1))}
${line('seconds', ({ seconds }) => seconds.toFixed(1))}
`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
