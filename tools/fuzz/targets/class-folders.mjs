import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDataSource } from '../../../packages/execution/dist/data/index.js';
import { accepted, fingerprint } from '../outcome.mjs';
import { mutatedJson } from '../mutate-json.mjs';

// An input says what is made below a folder: `[kind, name, …]`, names in latin1, so that they may be any bytes.

const sound = [
  [
    'folder',
    'a',
    [
      ['file', '1.png'],
      ['file', '2.jpg'],
      ['folder', 'deep', [['file', '3.png']]],
    ],
  ],
  [
    'folder',
    'b',
    [
      ['file', '1.png'],
      ['link', '2.png', '1.png'],
      ['file', 'notes.txt'],
    ],
  ],
  ['folder', '.hidden', [['file', '1.png']]],
];

const oddNames = [
  '\xff\xfe',
  'a\n',
  ' ',
  '-rf',
  'x'.repeat(255),
  'é.png',
  'é',
  'A',
  '__proto__',
  'CON',
  'a\\b.png',
  '\u0001',
  '$RECYCLE.BIN',
];
const kinds = ['file', 'folder', 'link', 'pipe', 'sparse'];
const pick = (random, items) => items[Math.floor(random() * items.length)];

function oddEntry(random) {
  const kind = pick(random, kinds);
  const name = pick(random, oddNames);
  if (kind === 'folder') return [kind, name, [['file', `${pick(random, oddNames)}.png`]]];
  return [kind, `${name}.png`, pick(random, ['.', '..', 'nowhere', '/dev/zero', '/', name, '../a', '../b'])];
}

function mutate(bytes, random) {
  const tree = JSON.parse(Buffer.from(bytes).toString());
  if (random() < 0.2) return Buffer.from(mutatedJson(tree, random));
  for (let left = pick(random, [1, 1, 2, 3]); left > 0; left--) {
    const folders = [tree];
    for (const folder of folders)
      folders.push(...folder.filter(([kind]) => kind === 'folder').map(([, , entries]) => entries));
    pick(random, folders).push(oddEntry(random));
  }
  return Buffer.from(JSON.stringify(tree));
}

const nameOf = (name) => Buffer.from(name.slice(0, 255).replaceAll(/[/\0]/g, '_') || '_', 'latin1');

/** What cannot be made is left out: it is the reader that is tried. Node makes no pipes, but links of one. */
function make(place, entries, pipe, depth = 0) {
  if (!Array.isArray(entries) || depth > 20) return;
  for (const entry of entries.slice(0, 50)) {
    if (!Array.isArray(entry) || typeof entry[1] !== 'string') continue;
    const [kind, name, more] = entry;
    const path = Buffer.concat([place, Buffer.from('/'), nameOf(name)]);
    try {
      if (kind === 'folder') {
        mkdirSync(path);
        make(path, more, pipe, depth + 1);
      } else if (kind === 'link') symlinkSync(String(more), path);
      else if (kind === 'pipe') linkSync(pipe, path);
      else {
        // Anew, since to open a pipe would wait.
        writeFileSync(path, nameOf(name), { flag: 'wx' });
        if (kind === 'sparse') truncateSync(path, 2 ** 41);
      }
    } catch {
      // Two of a name, or a name that the file system does not take.
    }
  }
}

const classFolders = {
  name: 'class-folders',
  seeds: () => [Buffer.from(JSON.stringify(sound))],
  mutate,
  open(folder) {
    const root = join(folder, 'root');
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    return async (bytes) => {
      rmSync(root, { recursive: true, force: true });
      mkdirSync(root);
      make(Buffer.from(root), treeOf(bytes), pipe);
      const source = openDataSource({ root });
      const { images, problems } = await source.list();
      if (problems.length > 0) return { refused: problems.map(({ code }) => code) };
      const hashes = await source.identify(images.map(({ path }) => path));
      return accepted(fingerprint([images, hashes]));
    };
  },
};

function treeOf(bytes) {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return [];
  }
}

export const targets = [classFolders];
