import { initialWeights } from '@thaw/core';
import { loadBackbones, openBackbones, withBuiltIn } from '@thaw/execution/backbones';
import { serve, whole } from '@thaw/execution/fixtures';
import { FileStageStore } from '@thaw/execution/store';
import type { RunRecord } from '@thaw/tracker';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emoji, thaw } from '../commands/thaw.fixture.js';
import { collectSweep } from '../report/collect-report.js';
import { readStore } from '../journals/read-store.js';
import { readSpec } from '../sweep/read-spec.js';
import { AcmeProject, residualNetwork } from './acme-project.fixture.js';
import { weightsFile } from './weights-file.fixture.js';

const name = '@acme/backbone-residual';
const spec = `
name: acme
data: { root: ${emoji.root}, manifest: ${emoji.manifest}, split: { validation: 0.2 } }
backbone: { name: "${name}", weights: random, imageSize: 32 }
phases:
  - { name: extract, epochs: 2 }
  - { name: fine-tune, trainable: { last: 1 }, epochs: 1 }
`;

const projects: AcmeProject[] = [];
async function projectWith(module: string, manifest?: object): Promise<AcmeProject> {
  const project = await AcmeProject.create();
  projects.push(project);
  await project.install(name, module, manifest);
  await project.write('spec.yaml', spec);
  return project;
}
afterAll(() => Promise.all(projects.map(({ folder }) => rm(folder, { recursive: true }))));

const succeed = async ({ folder }: AcmeProject, args: readonly string[], env = {}) => {
  const result = await thaw([...args, '--store', join(folder, 'store')], { cwd: folder, env });
  expect(result.code, result.stderr).toBe(0);
  return result.stdout;
};

/** As a report has it of the only run. */
async function trainedParametersOf(project: AcmeProject): Promise<number | undefined> {
  const { registry } = withBuiltIn((await loadBackbones([name], project.folder)).loaded);
  const folder = join(project.folder, 'store');
  const { sweeps, stageSeconds } = await readStore(join(folder, 'journals'));
  const store = new FileStageStore({ folder, onDamage: () => undefined });
  const { runs } = await collectSweep(sweeps[0]!, stageSeconds, store, registry);
  return runs[0]!.trainedParameters;
}

describe('a sweep over a backbone of a package', () => {
  let project: AcmeProject;
  beforeAll(async () => (project = await projectWith(residualNetwork)));

  it('is planned, trained in a worker, and told with the version of the package', async () => {
    const plan = await succeed(project, ['plan', '--spec', 'spec.yaml']);
    expect(plan).toContain(`features of ${name} at head_pool`);

    await succeed(project, ['sweep', '--spec', 'spec.yaml']);
    const [run] = JSON.parse(await succeed(project, ['runs', '--json'])) as [RunRecord];
    expect(run.status).toBe('finished');
    expect(run.history['loss']).toHaveLength(3);
    expect(run.params['backbone.name']).toBe(name);

    const explanation = await succeed(project, ['explain', run.id]);
    const url = `file://${project.folder}/node_modules/${name}/index.js`;
    expect(explanation.match(new RegExp(`network +${name} 1.2.0, ${url}$`, 'gm'))).toHaveLength(4);

    const again = await succeed(project, ['sweep', '--spec', 'spec.yaml', '--json']);
    expect(JSON.parse(again.trim().split('\n').at(-1)!)).toMatchObject({ computed: 0 });

    await succeed(project, ['report', '--out', join(project.folder, 'report.html')]);
    expect(await trainedParametersOf(project)).toBeGreaterThan(0);
  });

  it('stops when the package is changed between plan and training', async () => {
    const { backbones } = await readSpec(join(project.folder, 'spec.yaml'));
    const opened = await openBackbones(backbones.modules);
    expect(opened[name]!.title).toBe('Acme Residual');
    const planned = backbones.modules.map((module) => ({ ...module, fingerprint: 'another' }));
    await expect(openBackbones(planned)).rejects.toMatchObject({
      problems: [{ code: 'THAW-BACKBONE-CHANGED', message: `${name} was changed while the sweep ran` }],
    });
  });
});

describe('the stages of a backbone of a package', () => {
  interface PlanJson {
    readonly runs: readonly { readonly id: string }[];
    readonly stages: readonly { readonly kind: string; readonly key: string }[];
  }
  const planOf = async (module: string, manifest?: object) => {
    const project = await projectWith(module, manifest);
    const { runs, stages } = JSON.parse(
      await succeed(project, ['plan', '--spec', 'spec.yaml', '--json']),
    ) as PlanJson;
    return { runs: runs.map(({ id }) => id), keys: new Map(stages.map(({ kind, key }) => [key, kind])) };
  };

  let before: Awaited<ReturnType<typeof planOf>>;
  beforeAll(async () => (before = await planOf(residualNetwork)));

  it.each([
    [
      'another layer',
      residualNetwork.replace('convolution(8, 3, { strides: 2', 'convolution(8, 5, { strides: 2'),
    ],
    [
      'another preprocessing',
      residualNetwork.replace('preprocessing: tf', 'preprocessing: { ...tf, channels: "BGR" }'),
    ],
  ])('have other keys with %s under the same name', async (_what, module) => {
    const after = await planOf(module);
    expect(after.runs).toEqual(before.runs);
    const shared = [...after.keys].filter(([key]) => before.keys.has(key)).map(([, kind]) => kind);
    expect(shared).toEqual(['dataset']);
  });

  it('keep their keys in a new version of the package with the same network', async () => {
    expect(await planOf(`// Refactored.${residualNetwork}`, { version: '2.0.0' })).toEqual(before);
  });
});

describe('the weights of a backbone of a package', () => {
  it('are fetched from the address in its own record, checked, and as good as a file', async () => {
    const plain = await projectWith(residualNetwork);
    const { backbones } = await readSpec(join(plain.folder, 'spec.yaml'));
    const graph = backbones.registry[name]!.build(64);
    const content = await weightsFile(graph, initialWeights(graph, 7));
    const sha256 = createHash('sha256').update(content).digest('hex');
    const source = {
      ...{ format: 'keras-weights-h5', official: true },
      ...{ provenance: 'Drawn for a test.', licence: 'Apache-2.0' },
      from: {
        kind: 'url',
        url: 'https://acme.example/residual.weights.h5',
        fileName: 'residual.weights.h5',
        sha256,
      },
    };
    const project = await projectWith(
      residualNetwork
        .replace('untrained', 'imagenet')
        .replace('sources: []', `sources: [${JSON.stringify(source)}]`),
    );
    const file = await project.write('mine.weights.h5', content);
    const server = await serve(whole(content));
    const env = { THAW_CACHE: join(project.folder, 'cache'), THAW_WEIGHTS_MIRROR: server.url };

    await mkdir(join(project.folder, 'photos'));
    for (const photo of ['1f980.png', '1f981.png'])
      await copyFile(join(emoji.root, photo), join(project.folder, 'photos', photo));

    const features = async (weights: string) => {
      const images = ['--images', 'photos', '--image-size', '32', '--backend', 'cpu'];
      const options = ['--backbone', name, '--weights', weights, ...images, '--out', 'features.npy'];
      expect(await succeed(project, ['features', ...options], env)).toContain('2 × 8 features');
      return readFile(join(project.folder, 'features.npy'));
    };
    const published = await features('imagenet');
    expect(server.requests).toEqual(['whole']);
    await server.close();
    expect((await features(file)).equals(published)).toBe(true);
    expect((await features('random')).equals(published)).toBe(false);
  });
});

describe('thaw features --backbone', () => {
  it('takes a package that is installed where the user stands', async () => {
    const project = await projectWith(residualNetwork);
    const options = [
      'features',
      '--weights',
      'random',
      '--images',
      emoji.root,
      '--out',
      'f.npy',
      '--backbone',
    ];
    const result = await thaw([...options, '@acme/gone'], { cwd: project.folder });
    expect(result.stderr).toBe(`THAW-BACKBONE-NOT-FOUND
  the package @acme/gone is not installed
  expected: a package that can be imported from ${project.folder}
  mend:     npm i -D @acme/gone
`);
  });
});
