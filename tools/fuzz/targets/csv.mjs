import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDataSource } from '../../../packages/execution/dist/data/index.js';
import { mutateBytes } from '../mutate-bytes.mjs';
import { accepted, fingerprint } from '../outcome.mjs';

const names = ['a/1.png', 'a/2.png', 'b/1.png', 'b/2.png', 'b/é.png'];
const rows = (head, each) => Buffer.from([head, ...names.map(each), ''].join('\n'));
const labelOf = (name) => name.split('/')[0];

const snippets = [
  '"',
  '""',
  ',',
  '\r\n',
  '\n',
  '\0',
  ';',
  '\t',
  '../',
  '/etc/passwd',
  'C:\\x.png',
  '\ufeff',
  '=1+1',
  '"a,b"',
  'path',
  ' ',
];
function withSnippet(bytes, random) {
  const at = Math.floor(random() * bytes.length);
  const snippet = snippets[Math.floor(random() * snippets.length)].repeat(random() < 0.02 ? 100_000 : 1);
  return Uint8Array.from(Buffer.concat([bytes.subarray(0, at), Buffer.from(snippet), bytes.subarray(at)]));
}

const csv = {
  name: 'csv',
  seeds: () => [
    rows('path,label', (name) => `${name},${labelOf(name)}`),
    rows(
      'split,path,group,label',
      (name, index) => `${index % 2 ? 'train' : ''},"${name}",g${index},"${labelOf(name)}"`,
    ),
  ],
  mutate: (bytes, random, others) =>
    random() < 0.5 ? withSnippet(bytes, random) : mutateBytes(bytes, random, others),
  async open(folder) {
    for (const name of names) {
      await mkdir(join(folder, labelOf(name)), { recursive: true });
      await writeFile(join(folder, name), name);
    }
    const manifest = join(folder, 'labels.csv');
    return async (bytes) => {
      await writeFile(manifest, bytes);
      const { images, problems } = await openDataSource({ root: folder, manifest }).list();
      return problems.length > 0
        ? { refused: problems.map(({ code }) => code) }
        : accepted(fingerprint(images));
    };
  },
};

export const targets = [csv];
