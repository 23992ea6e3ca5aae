import { formatProblems, ThawError } from '@thaw/core';
import { rm } from 'node:fs/promises';
import { relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSpec } from '../sweep/read-spec.js';
import { AcmeProject, residualNetwork } from './acme-project.fixture.js';

let project: AcmeProject;
beforeAll(async () => {
  project = await AcmeProject.create();
  await project.install('@acme/backbone-residual', residualNetwork);
});
afterAll(() => rm(project.folder, { recursive: true }));

const specOf = (...names: readonly string[]) => `
name: acme
data: { root: images }
backbone: { name: xception, weights: random }
phases: [{ name: extract, epochs: 1 }]
sweep:
  parameters:
    backbone.name:
${names.map((name) => `      - ${JSON.stringify(name)}`).join('\n')}
`;
const read = async (text: string, overrides: readonly string[] = []) =>
  readSpec(await project.write('specs/acme.yaml', text), { overrides });
const namesOf = async (spec: ReturnType<typeof read>) =>
  (await spec).runs.map(({ config }) => config.backbone.name);
const reportOf = async (text: string, overrides?: readonly string[]) => {
  const error: unknown = await read(text, overrides).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ThawError);
  const problems = (error as ThawError).problems.map(({ position, ...problem }) => ({
    ...problem,
    ...(position && { position: { ...position, file: relative(project.folder, position.file) } }),
  }));
  return formatProblems(problems).replaceAll(project.folder, '/project');
};

describe('backbone.name', () => {
  it('may be a package, beside networks that are built in', async () => {
    const spec = await read(specOf('vgg16', '@acme/backbone-residual'));
    expect(spec.runs.map(({ config }) => config.backbone)).toEqual([
      { name: 'vgg16', weights: 'random', imageSize: 224 },
      { name: '@acme/backbone-residual', weights: 'random', imageSize: 64 },
    ]);
    expect(spec.backbones.modules).toEqual([
      {
        name: '@acme/backbone-residual',
        url: `file://${project.folder}/node_modules/@acme/backbone-residual/index.js`,
        package: { name: '@acme/backbone-residual', version: '1.2.0' },
        folder: `${project.folder}/node_modules/@acme/backbone-residual`,
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
    ]);
  });

  it('may be a package without a scope, a module inside a package, or one in CommonJS', async () => {
    const rename = (name: string) => residualNetwork.replace("'acme-residual'", `'${name}'`);
    await project.install('residual', rename('unscoped'));
    await project.install('@acme/zoo', '', { exports: { './small': { import: './small.js' } } });
    await project.write(
      'node_modules/@acme/zoo/small.js',
      rename('small').replace('export default', 'export const backbone ='),
    );
    const compiled = rename('cjs').replace(/^import (.*) from (.*);$/m, 'const $1 = require($2);');
    await project.install(
      'compiled',
      compiled.replace('export default', 'exports.__esModule = true; exports.default ='),
      {
        type: 'commonjs',
      },
    );
    expect(await namesOf(read(specOf('residual', '@acme/zoo/small', 'compiled')))).toEqual([
      'residual',
      '@acme/zoo/small',
      'compiled',
    ]);
  });

  it('may be a file, whose path starts from the folder of the spec', async () => {
    const file = await project.write('nets/own.js', residualNetwork);
    expect(await namesOf(read(specOf('../nets/own.js')))).toEqual([file]);
    expect((await read(specOf('../nets/own.js'))).backbones.modules[0]).not.toHaveProperty('package');
    expect(await namesOf(read(specOf(file)))).toEqual([file]);
  });

  it('may be set by an override', async () => {
    const text = specOf('vgg16').replace(/sweep:.*/s, '');
    expect(await namesOf(read(text, ['backbone.name="@acme/backbone-residual"']))).toEqual([
      '@acme/backbone-residual',
    ]);
  });

  it('has its layers, its least image and its weights checked as those that are built in', async () => {
    const text = `
name: acme
data: { root: images }
backbone: { name: "@acme/backbone-residual", imageSize: 8 }
phases: [{ name: extract, trainable: { from: block2_1_con }, epochs: 1 }]
`;
    expect(await reportOf(text)).toMatchInlineSnapshot(`
      "specs/acme.yaml:4:1 THAW-SPEC-NO-PRETRAINED-WEIGHTS
        no ImageNet weights are known for Acme Residual
          4 | backbone: { name: "@acme/backbone-residual", imageSize: 8 }
            | ^^^^^^^^
        expected: random, { file: … } or { hub: … }
        found:    imagenet
        mend:     name a weights file, for example \`weights: { file: weights.h5 }\`

      specs/acme.yaml:4:57 THAW-SPEC-IMAGE-SIZE
        Acme Residual cannot take images this small
          4 | backbone: { name: "@acme/backbone-residual", imageSize: 8 }
            |                                                         ^
        expected: 16 pixels or more
        found:    8 pixels
        mend:     leave imageSize out for 64 pixels, at which it was trained

      specs/acme.yaml:5:46 THAW-SPEC-UNKNOWN-LAYER
        acme-residual has no layer block2_1_con
          5 | phases: [{ name: extract, trainable: { from: block2_1_con }, epochs: 1 }]
            |                                              ^^^^^^^^^^^^
        expected: a layer of acme-residual, for example stem_conv, block1_1_conv or block2_1_conv
        found:    "block2_1_con"
        mend:     did you mean \`block2_1_conv\`?"
    `);
  });

  it('is neither an address nor what is built into Node', async () => {
    const report = await reportOf(
      specOf('fs', 'node:fs', 'https://acme.example/x.js', 'data:text/javascript,'),
    );
    expect(report.match(/THAW-[A-Z-]+/g)).toEqual(Array(4).fill('THAW-SPEC-UNKNOWN-BACKBONE'));
  });
});

describe('a package that will not do', () => {
  it('is told with its place and a remedy, together with all others', async () => {
    await project.install('@acme/throws', 'throw new TypeError("no GPU here");');
    await project.install('@acme/lacks', 'import "left-out"; export default {};');
    await project.install('@acme/old', residualNetwork, {
      peerDependencies: { '@thaw/backbones': '^0.0.9' },
    });
    await project.install('@acme/other', 'export const answer = 42;');
    await project.install('@acme/hidden', residualNetwork, { exports: { './net': './index.js' } });
    await project.install('@acme/xception', residualNetwork.replace("'acme-residual'", "'xception'"));
    await project.install('@acme/twin', residualNetwork);
    await project.install(
      '@acme/wrong',
      `${residualNetwork.replace('export default', 'const sound =')}
      const build = (size) => {
        const { name, layers, output } = sound.build(size);
        const changed = { ...layers[1], config: { ...layers[1].config, strides: 2, dilationRate: [2, 2] } };
        return { name, layers: layers.with(1, changed), output };
      };
      export const backbone = { ...sound, build, weights: [{ ...sound.weights[0], sources: [{}] }] };`,
    );
    const names = [
      '@acme/missing',
      '@acme/throws',
      '@acme/lacks',
      '@acme/old',
      '@acme/other',
      '@acme/hidden',
      '@acme/xception',
      '@acme/backbone-residual',
      '@acme/twin',
      '@acme/wrong',
      './nets/gone.js',
      'swallow',
      'xceptoin',
    ];
    await expect(reportOf(specOf(...names))).resolves.toMatchFileSnapshot('bad-packages.txt');
  });
});
