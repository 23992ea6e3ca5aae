import type { TargetConfiguration } from '@nx/devkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDependencies } from './create-dependencies.js';
import { moduleFiles } from './module-files.js';
import { specText, Workspace } from './workspace.fixture.js';

let workspace: Workspace;
beforeEach(() => void (workspace = new Workspace()));
afterEach(() => workspace.remove());

const inputsOf = async (text: string, isOfWorkspace = false) => {
  workspace.write('libs/pets/experiments/spec.yaml', text);
  return (await workspace.targets({}, isOfWorkspace))['libs/pets/experiments']!['spec:validate']!.inputs;
};
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
      '{workspaceRoot}/lists ?new?/**/*.{avif,AVIF,gif,GIF,jpeg,JPEG,jpg,JPG,png,PNG,tif,TIF,tiff,TIFF,webp,WEBP}',
    ]);
  });

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
