// A spec of as many small heads as are wanted, on the features of a few images: what it takes is what a run takes beside its arithmetic.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emojiFolder, manifestText, readManifest } from '../emoji.mjs';

/** Writes it into a folder, and returns its path. */
export function writeSmallHeads(folder, runs) {
  const [spec, manifest] = ['heads.yaml', 'manifest.csv'].map((name) => join(folder, name));
  const rows = readManifest('emoji-240.csv').filter((_, index) => index % 10 === 0);
  writeFileSync(manifest, manifestText(rows));
  const dropouts = Array.from({ length: runs }, (_, index) => (index + 1) / (runs + 2));
  writeFileSync(
    spec,
    `name: heads
data: { manifest: ${manifest}, root: ${emojiFolder} }
backbone: { name: mobilenetv2, weights: random, imageSize: 32 }
phases: [{ name: extract, epochs: 1 }]
sweep: { parameters: { head.dropout: [${dropouts}] } }
`,
  );
  return spec;
}
