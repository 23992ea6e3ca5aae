// The images that the benchmarks use: emoji of an npm package that the repository has for development.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';

const root = join(import.meta.dirname, '..');
export const emojiFolder = join(root, 'node_modules/emoji-datasource-google/img/google/64');

/** Rows of a manifest under experiments/: path and label. */
export const readManifest = (name) =>
  readFileSync(join(root, 'experiments', name), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .map(([path, label]) => ({ path, label }));

/** An arbitrary order that is always the same. */
export const byLot = (a, b) => (lot(a) < lot(b) ? -1 : 1);
const lot = ({ path }) => createHash('sha256').update(path).digest('hex');

export const manifestText = (rows) =>
  ['path,label,split', ...rows.map(({ path, label, split = '' }) => `${path},${label},${split}`)]
    .map((line) => `${line}\n`)
    .join('');

/**
 * Writes the images opaque, on white, and a manifest with a quarter of each class for validation, so that what decodes
 * them has no choice of its own. Returns the manifest's path and how many there are of each split.
 */
export async function exportSplit(folder, perClass) {
  const rows = readManifest('emoji-240.csv').sort(byLot);
  const classes = [...new Set(rows.map(({ label }) => label))];
  const chosen = classes.flatMap((label) =>
    rows
      .filter((row) => row.label === label)
      .slice(0, perClass)
      .map((row, index) => ({ ...row, split: index < perClass / 4 ? 'validation' : 'train' })),
  );
  mkdirSync(join(folder, 'images'), { recursive: true });
  const exported = chosen.map((row) => ({ ...row, path: join(folder, 'images', basename(row.path)) }));
  await Promise.all(
    chosen.map(({ path }, index) =>
      sharp(join(emojiFolder, path))
        .flatten({ background: 'white' })
        .toColourspace('srgb')
        .png()
        .toFile(exported[index].path),
    ),
  );
  const manifest = join(folder, 'manifest.csv');
  writeFileSync(manifest, manifestText(exported));
  const count = (split) => chosen.filter((row) => row.split === split).length;
  return { manifest, train: count('train'), validation: count('validation') };
}
