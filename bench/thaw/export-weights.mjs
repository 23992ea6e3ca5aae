// Writes the published weights that Thaw uses for a network for other programs to read: `weights.bin`, little-endian
// float32, and `weights.json` with each weight's shape and offset in it, under its name in Keras.
//
//     node bench/thaw/export-weights.mjs BACKBONE FOLDER
import { backbones } from '@thaw/backbones';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, kerasFolder } from '../../packages/execution/dist/environment/folders.js';
import { provideWeights } from '../../packages/execution/dist/weights/provide-weights.js';

const [backbone, folder] = process.argv.slice(2);
const weights = await provideWeights({
  backbone: backbones[backbone],
  config: 'imagenet',
  seed: 1,
  cacheFolder: cacheFolder(process.env),
  kerasFolder: kerasFolder(process.env),
  onNotice: (line) => console.error(line),
});
let offset = 0;
const index = {};
const parts = [];
for (const [name, { data, shape }] of weights) {
  index[name] = { shape, offset };
  parts.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  offset += data.byteLength;
}
writeFileSync(join(folder, 'weights.bin'), Buffer.concat(parts));
writeFileSync(join(folder, 'weights.json'), JSON.stringify(index));
