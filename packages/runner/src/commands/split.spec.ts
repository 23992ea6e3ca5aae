import { splitDataset } from '@thaw/execution/data';
import { DatasetFixture } from '@thaw/execution/fixtures';
import { copyFile, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { thaw } from './thaw.fixture.js';

let dataset: DatasetFixture;
beforeEach(async () => {
  dataset = await DatasetFixture.create();
});
afterEach(() => dataset.remove());

async function spec(data: string, sweep = ''): Promise<string> {
  const file = join(dataset.folder, 'x.yaml');
  await writeFile(
    file,
    `name: x\nseed: 5\ndata: ${data}\nbackbone: { name: mobilenetv2, weights: random, imageSize: 32 }\n` +
      `phases: [{ name: head, epochs: 1 }]\n${sweep}\n`,
  );
  return file;
}

const split = (file: string, out: string, ...more: string[]) =>
  thaw(['split', '--spec', file, '--out', out, '--store', join(dataset.folder, 'store'), ...more], {
    cwd: dataset.folder,
  });

/** Where each image goes, by path. */
async function division(
  manifest: string | undefined,
  shares: { readonly validation: number; readonly test: number },
  seed: number,
): Promise<Record<string, string>> {
  const index = await dataset.index(manifest && join(dataset.folder, manifest));
  return Object.fromEntries(
    Object.entries(splitDataset(index, shares, seed)).flatMap(([name, members]: [string, Uint32Array]) =>
      Array.from(members, (at) => {
        const { path, label, group } = index.images[at]!;
        return [path, `${name} ${index.classes[label]} ${group}`];
      }),
    ),
  );
}

const numbers = Array.from({ length: 12 }, (_, number) => number);

describe('thaw split', () => {
  it('writes a manifest that divides class folders of any names just so, whatever shares and seed', async () => {
    const names = ['a b', 'b, "c"', 'é'.normalize('NFD'), ' line\nbreak', 'back\\slash', '\u00a0=1+1'];
    await dataset.images(...names.flatMap((name) => numbers.map((number) => `${name}/${number} .png`)));
    await copyFile(join(dataset.root, 'a b/0 .png'), join(dataset.root, 'a b/copy.png'));
    const shares = { validation: 0.25, test: 0.1 };
    const result = await split(
      await spec('{ root: images, split: { validation: 0.25, test: 0.1 } }'),
      'split.csv',
    );
    expect(result.code, result.stderr).toBe(0);
    expect(result.stdout).toMatch(/^\d+ images to train, 18 to validate and 7 to test in .*split\.csv\n/);
    expect(result.stdout).toContain(`to use it: data: { root: ${dataset.root}, manifest: split.csv }`);

    const written = await division('split.csv', { validation: 0.9, test: 0 }, 99);
    expect(written).toEqual(await division(undefined, shares, 5));
    expect(Object.keys(written)).toHaveLength(6 * 12 + 1);
  });

  it('keeps groups, and what a manifest says of splits, and takes overrides', async () => {
    const forty = Array.from({ length: 40 }, (_, number) => number);
    await dataset.images(...forty.map((number) => `${number}.png`));
    await copyFile(join(dataset.root, '1.png'), join(dataset.root, 'copy.png'));
    const rows = forty.map(
      (number) => `${number}.png,${number % 2},${number > 37 ? 'test' : ''},g${number % 13}`,
    );
    await dataset.manifest(['path,label,split,group', ...rows, 'copy.png,1,,'].join('\n'));
    const file = await spec('{ root: images, manifest: labels.csv, split: { validation: 0.4 } }');
    expect(await split(file, 'five.csv')).toMatchObject({ code: 0 });
    expect(await split(file, 'seven.csv', '--set', 'seed=7')).toMatchObject({ code: 0 });
    const shares = { validation: 0.4, test: 0 };
    const [five, seven] = await Promise.all([5, 7].map((seed) => division('labels.csv', shares, seed)));
    expect(five).not.toEqual(seven);
    expect(await division('five.csv', { validation: 0, test: 0 }, 1)).toEqual(five);
    expect(await division('seven.csv', { validation: 0, test: 0 }, 1)).toEqual(seven);
    expect((await readFile(join(dataset.folder, 'five.csv'), 'utf8')).split('\n').at(-2)).toMatch(
      /^copy\.png,1,\w+,$/,
    );
  });

  it('refuses a sweep that divides in several ways, and says how to choose one', async () => {
    await dataset.images('a/1.png', 'a/2.png', 'b/1.png', 'b/2.png');
    const parameters = '{ seed: [1, 2], data.split.validation: [0.5, 0.25], head.dropout: [0, 0.5] }';
    const file = await spec('{ root: images }', `sweep: { parameters: ${parameters} }`);
    const refused = await split(file, 'split.csv');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('the runs of x divide the images in 4 ways');
    expect(refused.stderr).toContain('found:    seed: 1, 2; data.split.validation: 0.5, 0.25');
    const choices = Array.from(refused.stderr.matchAll(/--set '([^']+)'/g), ([, choice]) => [
      '--set',
      choice!,
    ]);
    expect(choices).toHaveLength(2);
    expect(await split(file, 'split.csv', ...choices.flat())).toMatchObject({ code: 0 });
  });

  it('does not write over the spec, under whatever name, and makes a store that Git passes over', async () => {
    await dataset.images('a/1.png', 'a/2.png', 'b/1.png', 'b/2.png');
    const file = await spec('{ root: images, split: { validation: 0.5 } }');
    const text = await readFile(file, 'utf8');
    await symlink(file, join(dataset.folder, 'link.yaml'));
    for (const out of ['x.yaml', 'link.yaml'])
      expect((await split(file, out)).stderr).toContain('--out is the spec itself');
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(await split(file, 'split.csv')).toMatchObject({ code: 0 });
    expect(await readFile(join(dataset.folder, 'store/.gitignore'), 'utf8')).toBe('*\n');
  });

  it('does not write over the manifest that it reads, and says what is wrong with the data', async () => {
    await dataset.images('1.png', '2.png', '3.png', '4.png');
    const content = 'path,label,split\n1.png,a,train\n2.png,a,train\n3.png,b,train\n4.png,b,train\n';
    await dataset.manifest(content);
    const file = await spec('{ root: images, manifest: labels.csv }');
    expect((await split(file, 'labels.csv')).stderr).toContain('--out is the manifest that the spec reads');
    expect(await readFile(join(dataset.folder, 'labels.csv'), 'utf8')).toBe(content);

    await copyFile(join(dataset.root, '1.png'), join(dataset.root, '2.png'));
    await dataset.manifest(content.replace('2.png,a,train', '2.png,a,validation'));
    const { code, stderr } = await split(file, 'split.csv');
    expect([code, stderr]).toEqual([1, expect.stringContaining('labels.csv:3:9 THAW-DATA-MANIFEST-COPIES')]);
  });
});
