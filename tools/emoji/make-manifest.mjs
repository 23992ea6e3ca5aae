/**
 * Makes `experiments/emoji.csv` and `experiments/emoji-240.csv`, the manifests of the example experiments, from the npm
 * package `emoji-datasource-google` (a development dependency; images Apache-2.0). They are committed; run this after
 * an update of the package: `node tools/emoji/make-manifest.mjs`
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

const workspace = join(import.meta.dirname, '../..');
const source = join(workspace, 'node_modules/emoji-datasource-google');

/** Unicode's categories that show things: flags, symbols and people (whose images differ by skin tone only) do not. */
const labels = {
  Activities: 'activities',
  'Animals & Nature': 'animals',
  'Food & Drink': 'food',
  Objects: 'objects',
  'Smileys & Emotion': 'smileys',
  'Travel & Places': 'travel',
};
const perClassInSmallManifest = 40;

const emoji = JSON.parse(await readFile(join(source, 'emoji.json'), 'utf8'))
  .filter(({ category, has_img_google: hasImage }) => hasImage && category in labels)
  .map(({ image, category, short_name: name }) => ({ path: image, label: labels[category], name }))
  .sort((a, b) => (a.path < b.path ? -1 : 1));

const groups = await groupLookalikes(emoji);
await writeManifest(
  'emoji.csv',
  ['path', 'label', 'group'],
  emoji.map((entry) => ({ ...entry, group: groups.get(entry) ?? '' })),
);
await writeManifest('emoji-240.csv', ['path', 'label'], Object.values(labels).flatMap(chooseFromClass));

/** Clock faces, say, differ by their hands only; what is drawn alike must not be both trained and tested on. */
async function groupLookalikes(entries) {
  const side = 16;
  const meanDifferenceOfLookalikes = 6;
  const pictures = await Promise.all(
    entries.map(({ path }) =>
      sharp(join(source, 'img/google/64', path))
        .flatten({ background: 'white' })
        .toColourspace('srgb')
        .resize(side, side)
        .raw()
        .toBuffer(),
    ),
  );
  const differ = (a, b) => a.reduce((sum, value, at) => sum + Math.abs(value - b[at]), 0) / a.length;

  // Single linkage: each picture joins the groups of all earlier ones that it looks like, which thereby become one.
  let sets = [];
  for (const [index, picture] of pictures.entries()) {
    const isAlike = (set) =>
      set.some((other) => differ(picture, pictures[other]) < meanDifferenceOfLookalikes);
    const alike = sets.filter(isAlike);
    sets = [...sets.filter((set) => !alike.includes(set)), [...alike.flat(), index]];
  }
  const nameOf = (set) => entries[Math.min(...set)].name;
  return new Map(
    sets.filter((set) => set.length > 1).flatMap((set) => set.map((index) => [entries[index], nameOf(set)])),
  );
}

/** The same number from each class, one of each group, in the order of a hash: an arbitrary choice, but always the same. */
function chooseFromClass(label) {
  const lot = ({ name }) => createHash('sha256').update(name).digest('hex');
  const candidates = emoji
    .filter((entry) => entry.label === label)
    .sort((a, b) => (lot(a) < lot(b) ? -1 : 1));
  const isFirstOfGroup = (entry) => {
    const group = groups.get(entry);
    return group === undefined || candidates.find((other) => groups.get(other) === group) === entry;
  };
  const chosen = candidates.filter(isFirstOfGroup).slice(0, perClassInSmallManifest);
  return chosen.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function writeManifest(file, columns, rows) {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))].map((cells) =>
    cells.join(','),
  );
  await writeFile(join(workspace, 'experiments', file), `${lines.join('\n')}\n`);
}
