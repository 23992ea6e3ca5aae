import type { TargetConfiguration } from '@nx/devkit';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDependencies } from './create-dependencies.js';
import { moduleFiles } from './module-files.js';
import { specText, Workspace } from './workspace.fixture.js';

// What Nx finds files by for its hashes, and for what is affected.
const nx = createRequire(createRequire(import.meta.url).resolve('nx/package.json'));
const { WorkspaceContext } = nx('./dist/src/native') as {
  WorkspaceContext: new (root: string, cache: string) => { glob(patterns: readonly string[]): string[] };
};
const { minimatch } = nx('minimatch') as {
  minimatch: (file: string, pattern: string, options: object) => boolean;
};

let workspace: Workspace;
beforeEach(() => void (workspace = new Workspace()));
afterEach(() => workspace.remove());

const inputsOf = async (text: string, isOfWorkspace = false) => {
  workspace.write('libs/pets/experiments/spec.yaml', text);
  return (await workspace.targets({}, isOfWorkspace))['libs/pets/experiments']!['spec:validate']!.inputs;
};
const images = `**/*.{${[
  ...['[aA][vV][iI][fF]', '[gG][iI][fF]', '[jJ][pP][eE][gG]', '[jJ][pP][gG]', '[pP][nN][gG]'],
  ...['[tT][iI][fF]', '[tT][iI][fF][fF]', '[wW][eE][bB][pP]'],
].join()}}`;
const itself = '{workspaceRoot}/libs/pets/experiments/spec.yaml';

describe('the inputs of a spec', () => {
  it('are it, what it extends, what it takes texts and values from, and its folder of images', async () => {
    workspace.write(
      'bases/base.yaml',
      specText.replace('../../../images', '../images').replace('flowers', '${file:name.txt}'),
    );
    workspace.write('bases/name.txt', 'roses');
    expect(await inputsOf('extends: ../../../bases/base.yaml\nseed: ${env:SEED:-3}\n')).toEqual([
      itself,
      '{workspaceRoot}/bases/base.yaml',
      '{workspaceRoot}/bases/name.txt',
      '{workspaceRoot}/images/**/*',
      { env: 'SEED' },
    ]);
  });

  it('are manifest, weights, and the images that lie where a manifest looks for them', async () => {
    const text = specText
      .replace('{ root: ../../../images }', '{ manifest: "../../../lists (new)/a.csv" }')
      .replace('weights: random', 'weights: { file: ./own.h5 }');
    expect(await inputsOf(text)).toEqual([
      itself,
      '{workspaceRoot}/lists ?new?/a.csv',
      '{workspaceRoot}/libs/pets/experiments/own.h5',
      `{workspaceRoot}/lists ?new?/${images}`,
    ]);
  });

  it('are the files that an index of weights names, with it', async () => {
    const folder = 'libs/pets/experiments/web';
    workspace.write(`${folder}/model.json`, '{"weightsManifest": [{"paths": ["one.bin", "../two.bin"]}]}');
    const text = specText.replace('weights: random', 'weights: { file: ./web/model.json }');
    expect((await inputsOf(text))!.slice(1, 3)).toEqual(
      ['model.json', 'one.bin'].map((name) => `{workspaceRoot}/${folder}/${name}`),
    );
  });

  it('are images that a manifest takes from elsewhere, by the folders above where these are many', async () => {
    const text = specText.replace('{ root: ../../../images }', '{ manifest: ../../../lists/a.csv }');
    const listed = async (paths: readonly string[]) => {
      workspace.write('lists/a.csv', `path,label\n${paths.map((path) => `${path},x\n`).join('')}`);
      return (await inputsOf(text))!.slice(3);
    };
    const here = '{workspaceRoot}/';
    expect(await listed(['1.png', '../a/1.png', '../a/b/2.png', '../c/3.png', '../../out/4.png'])).toEqual(
      ['a', 'c'].map((folder) => `${here}${folder}/${images}`),
    );
    const many = Array.from({ length: 30 }, (_, index) => `../all/${index}/1.png`);
    expect(await listed([...many, '../c/d/1.png'])).toEqual(
      ['all', 'c'].map((folder) => `${here}${folder}/${images}`),
    );
    expect(await listed(many.map((path) => path.replace('all/', '')))).toEqual([`${here}${images}`]);
  });

  it.each(['@acme', 'a (new)', 'b[1]', 'c+(d)', 'e!f', '!g', 'h{i,j}', '#k', 'l*m', 'n@(o|p)'])(
    'mean the images that lie in a folder %s, to Nx as to git',
    async (name) => {
      for (const ending of ['png', 'Jpg', 'TIFF']) workspace.write(`${name}/a/1.${ending}`, '');
      workspace.write(`${name}/list.csv`, 'path,label\n');
      const text = specText.replace('{ root: ../../../images }', `{ manifest: "../../../${name}/list.csv" }`);
      const patterns = (await inputsOf(text))!.map((input) =>
        `${input as string}`.slice('{workspaceRoot}/'.length),
      );
      const files = ['a/1.Jpg', 'a/1.TIFF', 'a/1.png', 'list.csv'].map((file) => `${name}/${file}`);
      const found = new WorkspaceContext(workspace.root, join(workspace.root, '.nx')).glob(patterns);
      expect(found.filter((file) => !file.startsWith('libs/')).sort()).toEqual(files);
      expect(
        files.filter((file) => patterns.some((pattern) => minimatch(file, pattern, { dot: true }))),
      ).toEqual(files);
    },
  );

  it('are a backbone that is a file, with what it imports, and one that is a package of the workspace', async () => {
    workspace.write(
      'nets/net.js',
      `import x from './parts/x.js';\nexport * from "./gone.js";\nimport 'node:fs';\n`,
    );
    workspace.write('nets/parts/x.js', `const y = require('../y.cjs'); await import('./x.js');\n`);
    expect(await moduleFiles(`${workspace.root}/nets/net.js`)).toEqual(
      ['net.js', 'parts/x.js', 'gone.js', 'y.cjs'].map((file) => `${workspace.root}/nets/${file}`),
    );
    const text = specText.replace('mobilenetv2', '../../../nets/net.js');
    expect(await inputsOf(text)).toContain('{workspaceRoot}/nets/parts/x.js');
  });

  it('are neither what lies outside of the workspace nor what is installed, of which packages are told', async () => {
    const text = specText
      .replace('../../../images', '../../../node_modules/@acme/photos/img')
      .replace('weights: random', 'weights: { file: /elsewhere/own.h5 }');
    expect(await inputsOf(text)).toEqual([itself]);
    const { spec } = (await workspace.targets())['libs/pets/experiments']!;
    expect(spec!.metadata).toMatchObject({ packages: ['@acme/photos'] });
  });

  it("are what its project's dependencies are made of, where Thaw itself is one of them", async () => {
    expect(await inputsOf(specText, true)).toEqual([itself, '{workspaceRoot}/images/**/*', '^default']);
  });
});

it.each(['libs/@acme/a', 'libs/b (new)', 'libs/c[1]'])('A project depends on one in %s', async (root) => {
  workspace.write(`${root}/base.yaml`, specText);
  workspace.write('libs/pets/experiments/a.yaml', `extends: "../../../${root}/base.yaml"\n`);
  const { 'libs/pets/experiments': targets } = await workspace.targets();
  const projects = { base: { root }, pets: { root: 'libs/pets/experiments', targets: targets! } };
  expect(createDependencies({ projects, externalNodes: {} })).toMatchObject([
    { source: 'pets', target: 'base' },
  ]);
});

it('A project depends on those whose files its specs read, and on packages that they name', async () => {
  workspace.write('libs/bases/base.yaml', specText.replace('../../../images', '../../node_modules/photos'));
  workspace.write('libs/pets/experiments/a.yaml', 'extends: ../../bases/base.yaml\n');
  const [[root, targets]] = Object.entries(await workspace.targets()) as [
    [string, { a: TargetConfiguration }],
  ];
  const projects = {
    whole: { root: '.' },
    bases: { root: 'libs/bases' },
    base: { root: 'libs/base' },
    pets: { root, targets },
    odd: { root: 'odd', targets: { own: { executor: '@thaw/runner:sweep' }, noop: {} } },
  };
  const nodes = ['@thaw/runner', 'photos', 'other'].map((name) => [`npm:${name}`, {}]);
  const externalNodes = Object.fromEntries(nodes) as never;
  expect(createDependencies({ projects, externalNodes })).toEqual(
    ['bases', 'npm:@thaw/runner', 'npm:photos'].map((target) => ({
      source: 'pets',
      target,
      type: 'implicit',
    })),
  );
});
