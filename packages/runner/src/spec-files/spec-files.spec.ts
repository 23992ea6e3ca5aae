import { formatProblems, ThawError } from '@thaw/core';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSpec } from '../sweep/read-spec.js';
import { specFiles } from './spec-files.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-spec-files-'));
  await write('base.yaml', base);
});
afterAll(() => rm(folder, { recursive: true }));

const at = (path: string) => join(folder, path);

async function write(path: string, content: string | Uint8Array): Promise<string> {
  await mkdir(dirname(at(path)), { recursive: true });
  await writeFile(at(path), content);
  return at(path);
}

const base = `
name: flowers
data: images
backbone: { name: mobilenetv2, weights: random, imageSize: 32 }
phases: [{ name: head, epochs: 1 }]
`;

/** A spec that extends this, beside `base.yaml`. */
const extending = (name: string, rest = '') => write('spec.yaml', `extends: ${name}\n${rest}`);

async function refusal(...read: Parameters<typeof readSpec>): Promise<string> {
  try {
    await readSpec(...read);
  } catch (error) {
    if (error instanceof ThawError) return formatProblems(error.problems).replaceAll(folder, '');
    throw error;
  }
  return 'nothing is wrong';
}

describe('what a spec extends', () => {
  it.each(['base.yaml', './base.yaml', 'sub/../base.yaml'])('is a file by its path: %s', async (name) => {
    const { name: read, runs } = await readSpec(await extending(name));
    expect(read).toBe('flowers');
    expect(runs[0]!.config.data.root).toBe(at('images'));
  });

  it('may be named by its absolute path, and its paths are then absolute as well', async () => {
    const { spec } = await readSpec(await extending(at('base.yaml')));
    expect(spec.data.root).toBe(at('images'));
  });

  it('may be a file of a package, as Node finds it', async () => {
    await write('node_modules/@acme/specs/package.json', '{ "name": "@acme/specs", "version": "1.0.0" }');
    await write('node_modules/@acme/specs/base.yaml', `extends: ./parts/net.yaml\n${base}`);
    await write('node_modules/@acme/specs/parts/net.yaml', 'batchSize: 4\n');
    await write(
      'node_modules/kept/package.json',
      '{ "name": "kept", "exports": { "./base.yaml": "./specs/b.yaml" } }',
    );
    await write('node_modules/kept/specs/b.yaml', 'seed: 3\n');
    const spec = await write('deep/down/spec.yaml', 'extends: ["@acme/specs/base.yaml", kept/base.yaml]\n');
    expect((await readSpec(spec)).spec).toMatchObject({
      ...{ batchSize: 4, seed: 3 },
      data: { root: '../../node_modules/@acme/specs/images' },
    });
    expect(await specFiles(spec)).toEqual([
      spec,
      ...['@acme/specs/base.yaml', '@acme/specs/parts/net.yaml', 'kept/specs/b.yaml'].map((file) =>
        at(`node_modules/${file}`),
      ),
    ]);
    expect(await refusal(await extending('kept/specs/b.yaml'))).toContain('whose `exports` do not offer it');
    expect(await refusal(await extending('"@acme/specs/bas.yaml"'))).toContain('no such file in it');
    expect(await refusal(await extending('"@acme/none/base.yaml"'))).toContain('npm i -D @acme/none');
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ['is not there', 'no such file', () => Promise.resolve()],
    ['is a folder', 'a folder', () => mkdir(at('odd.yaml'))],
    ['is below a file', 'no such file', () => extending('base.yaml/odd.yaml')],
    ['is a link to itself', 'a link that leads to itself', () => symlink('odd.yaml', at('odd.yaml'))],
    [
      'is no text',
      'a file that is no text in UTF-8',
      () => write('odd.yaml', Buffer.from('seed: 1', 'utf16le').fill(0xff, 0, 2)),
    ],
    ['is huge', 'a file of more than 1 MB', () => write('odd.yaml', `# ${'x'.repeat(10_000_000)}\n`)],
    ['never ends', 'neither a file nor a folder', () => symlink('/dev/zero', at('odd.yaml'))],
  ])('is refused at its name where it %s', async (_, found, make) => {
    await rm(at('odd.yaml'), { recursive: true, force: true });
    const spec = await extending('odd.yaml');
    await make();
    const said = await refusal(spec);
    expect(said).toMatch(/^\/spec\.yaml:1:10 THAW-SPEC-NO-BASE/);
    expect(said).toContain(`found:    ${found}`);
  });

  it.skipIf(process.getuid?.() === 0)('is refused where it may not be read', async () => {
    await chmod(await write('closed.yaml', base), 0);
    expect(await refusal(await extending('closed.yaml'))).toContain('a file that you may not read');
  });

  it('is guessed at where its name is misspelt', async () => {
    expect(await refusal(await extending('bsae.yaml'))).toContain('did you mean `base.yaml`?');
  });

  it('may lead through a link in a circle, which is found', async () => {
    await write('round/spec.yaml', 'extends: self/spec.yaml\n');
    await symlink('.', at('round/self'));
    expect(await refusal(at('round/spec.yaml'))).toContain('THAW-SPEC-EXTENDS-ITSELF');
    await write('links/a.yaml', 'extends: b.yaml\n');
    await symlink('a.yaml', at('links/b.yaml'));
    expect(await refusal(at('links/a.yaml'))).toContain('found:    /links/a.yaml → /links/a.yaml');
    expect(await specFiles(at('links/a.yaml'))).toEqual([at('links/a.yaml')]);
  });

  it('starts from the working folder where the spec is an object', async () => {
    const { spec } = await readSpec({ extends: 'base.yaml', seed: 5 }, { cwd: folder });
    expect(spec).toMatchObject({ name: 'flowers', seed: 5 });
    expect(await refusal({ extends: ['base.yaml', 'gone.yaml'] }, { cwd: folder })).toMatch(
      /^spec\.extends\[1\] THAW-SPEC-NO-BASE/,
    );
  });
});

describe('the files of a spec', () => {
  it('are it, what it extends and what it takes texts from, each once', async () => {
    await write('texts/commit.txt', 'abc\n');
    await write(
      'texts/base.yaml',
      'extends: ../base.yaml\ntracking: { tags: { commit: "${file:commit.txt}" } }\n',
    );
    const spec = await extending('[texts/base.yaml, base.yaml, gone.yaml]', 'name: ${file:gone.txt}\n');
    expect(await specFiles(spec)).toEqual([
      spec,
      at('texts/base.yaml'),
      at('texts/commit.txt'),
      at('base.yaml'),
    ]);
  });

  it('need a spec', async () => {
    await expect(specFiles(at('gone.yaml'))).rejects.toMatchObject({
      problems: [{ code: 'THAW-SPEC-NO-FILE' }],
    });
  });
});

describe('a value from elsewhere', () => {
  it('is a variable of the environment that was given, or a file beside the one that takes it', async () => {
    await write('name.txt', ' roses\n');
    await write('bases/named.yaml', 'name: ${file:../name.txt}\nseed: ${env:SEED:-3}\n');
    const spec = await extending('[base.yaml, bases/named.yaml]');
    expect((await readSpec(spec, { env: { SEED: '9' } })).spec).toMatchObject({ name: 'roses', seed: 9 });
    expect((await readSpec(spec, { env: {} })).spec.seed).toBe(3);
    const overrides = ['name=${file:name.txt}'];
    expect((await readSpec(await extending('base.yaml'), { overrides, cwd: folder })).name).toBe('roses');
  });

  it('is refused where its file is none', async () => {
    expect(await refusal(await extending('base.yaml', 'name: ${file:nmae.txt}\n'))).toContain(
      'did you mean `name.txt`?',
    );
    expect(await refusal(await extending('base.yaml', 'name: ${file:.}\n'))).toContain('found:    a folder');
  });
});
