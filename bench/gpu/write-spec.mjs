// Specs of one run on the emoji, with drawn weights.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emojiFolder, manifestText, readManifest } from '../emoji.mjs';

export function writeSpec(folder, { name, size, batch, backbone }) {
  const manifest = join(folder, 'manifest.csv');
  writeFileSync(manifest, manifestText(readManifest('emoji-240.csv')));
  const spec = join(folder, `${name}.yaml`);
  writeFileSync(
    spec,
    `name: ${name}
data: { manifest: ${manifest}, root: ${emojiFolder} }
backbone: { name: ${backbone}, weights: random, imageSize: ${size} }
batchSize: ${batch}
phases: [{ name: train, trainable: all, epochs: 1 }]
`,
  );
  return spec;
}
