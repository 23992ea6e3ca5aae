import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { thisCpu, writeCalibration } from '@thaw/execution/calibration';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AcmeProject, residualNetwork } from '../backbone-packages/acme-project.fixture.js';
import type { InspectedBackbone } from '../backbones/inspected-backbone.js';
import type { ListedBackbone } from '../backbones/listed-backbone.js';
import { assumedSpeed } from '../init/machine.js';
import { thaw } from './thaw.fixture.js';

let folder: string;
let env: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-backbones-'));
  env = { THAW_CACHE: join(folder, 'cache'), KERAS_HOME: join(folder, 'keras') };
});
afterAll(() => rm(folder, { recursive: true }));

const backbones = (...args: string[]) => thaw(['backbones', ...args], { cwd: folder, env });
const listed = async (...args: string[]) =>
  (JSON.parse((await backbones(...args, '--json')).stdout) as { networks: ListedBackbone[] }).networks;

describe('thaw backbones', () => {
  it('lists networks by what their names look like, the most accurate first', async () => {
    const { code, stdout, stderr } = await backbones(
      'efficientnetb[01]',
      'resnet50v2',
      'vgg16',
      '--sort',
      'top1',
    );
    expect(code, stderr).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "network         parameters    FLOPs  pixels   top-1  images/s  weights            licence       output
      efficientnetb1       6.6 M   1.41 G     240  79.1 %         –  to fetch           Apache-2.0    8 × 8 × 1280
      efficientnetb0       4.0 M   0.79 G     224  77.1 %         –  to fetch           Apache-2.0    7 × 7 × 1280
      resnet50v2          23.6 M   6.99 G     224  76.0 %         –  to fetch           BSD-3-Clause  7 × 7 × 2048
      vgg16               14.7 M  30.70 G     224  71.3 %         –  to fetch, 58.9 MB  CC-BY-4.0     7 × 7 × 512
      "
    `);
    expect(stderr).toContain('this machine was not measured yet');
  });

  it('shows about a screen of all, and has all as JSON', async () => {
    const { stdout } = await backbones();
    const all = await listed();
    expect(all.length).toBeGreaterThan(80);
    expect(stdout).toContain(`30 of ${all.length} networks; --limit 0 shows all`);
    expect(await listed('--limit', '2')).toEqual(all.slice(0, 2));
  });

  it('puts those last of which it is not known', async () => {
    const names = (await listed('vit_*', 'vgg16', '--sort', 'top1')).map(({ name }) => name);
    expect(names[0]).toBe('vgg16');
  });

  it('says which weights are here, at a glance', async () => {
    const [before] = await listed('resnet10[1]');
    expect(before!.weights).toMatchObject({ from: 'url', licence: 'MIT' });
    const path = join(folder, 'keras/models', before!.weights.address!.split('/').at(-1)!);
    await mkdir(join(folder, 'keras/models'), { recursive: true });
    await writeFile(path, 'what Keras has fetched');
    const [after] = await listed('resnet10[1]');
    expect(after!.weights).toEqual({ from: 'here', path, licence: 'MIT' });
  });

  it('estimates images a second from what this machine was measured for', async () => {
    expect((await listed('resnet5[0]'))[0]).not.toHaveProperty('imagesPerSecond');
    const { corrections: _, ...speed } = assumedSpeed;
    const machine = { ...thisCpu(), engine: 'tensorflow', backend: 'tensorflow', description: 'assumed' };
    await writeCalibration(env['THAW_CACHE']!, { machine, speed, isQuiet: true, ratios: {}, usedMs: 1 });
    // 7.75 GFLOPs of convolutions at 60 GFLOP/s are 7.7 a second; what moves numbers takes a little beside.
    expect((await listed('resnet5[0]'))[0]!.imagesPerSecond).toBeCloseTo(7.6, 0);
    expect((await backbones('resnet5[0]')).stderr).toContain('by what was measured here (assumed)');
    await rm(env['THAW_CACHE']!, { recursive: true });
  });

  it('has the networks of the packages that the project names, and tells of those that cannot be loaded', async () => {
    const project = await AcmeProject.create();
    const peerDependencies = { '@thaw/backbones': '*' };
    await project.install('@acme/backbone-residual', residualNetwork, { peerDependencies });
    await project.install('acme-broken', 'throw new Error("broken");', { peerDependencies });
    await project.install('acme-other', 'throw new Error("is never imported");');
    const all = ['@acme/backbone-residual', 'acme-broken', 'acme-other', 'acme-missing'];
    const devDependencies = Object.fromEntries(all.map((name) => [name, '*']));
    await project.write('package.json', JSON.stringify({ devDependencies }));
    const { stdout, stderr } = await thaw(['backbones', '--json'], { cwd: project.folder, env });
    const { networks } = JSON.parse(stdout) as { networks: ListedBackbone[] };
    expect(networks.filter(({ name }) => name.includes('acme'))).toMatchObject([
      {
        name: '@acme/backbone-residual',
        package: '@acme/backbone-residual@1.2.0',
        weights: { from: 'file' },
      },
    ]);
    expect(stderr).toContain('Left out: acme-broken, as importing acme-broken fails.');
    expect(stderr).not.toContain('acme-other');
    await rm(project.folder, { recursive: true });
  });

  it.each([
    [['resnet'], 'did you mean `resnet50`?'],
    [['restnet*'], 'no network is called like restnet*'],
    [['vgg16', 'vgg17'], 'there is no network vgg17'],
    [['--layers', '--image-size', '64'], '--image-size and --layers can only be asked of one network'],
    [['vgg16', '--image-size', '8'], 'expected: '],
    [['vgg16', '--trainable', '{ last: 6 }'], '--trainable:1:9 THAW-SPEC-TOO-MANY-BLOCKS'],
  ])('refuses %j', async (args, told) => {
    const { code, stderr } = await backbones(...args);
    expect(code).toBe(1);
    expect(stderr).toContain(told);
  });
});

describe('thaw backbones NAME', () => {
  it('draws blocks, and where selectors cut', async () => {
    const { code, stdout, stderr } = await backbones('vgg16');
    expect(code, stderr).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "VGG16 (vgg16): 14,714,688 parameters, 30.70 GFLOPs for an image of 224 pixels, 5 blocks, output 7 × 7 × 512
      pretrained weights: to fetch, 58.9 MB, https://storage.googleapis.com/tensorflow/keras-applications/vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5 (licence: CC-BY-4.0)
      names 71.3 % of ImageNet's validation images rightly, as published

      block   layers  parameters          output     bytes   FLOPs
      block1       3      38,720  112 × 112 × 64    3.2 MB  12.6 %
      block2       3     221,440   56 × 56 × 128    1.6 MB  18.1 %
      block3       4   1,475,328   28 × 28 × 256  802.8 kB  30.1 %
      block4       4   5,899,776   14 × 14 × 512  401.4 kB  30.1 %
      block5       4   7,079,424     7 × 7 × 512  100.4 kB   9.0 %

      trainable    or from           trains  cut at       an image  each epoch
      none         –                      0  head_pool      2.0 kB       0.0 %
      { last: 1 }  block5_conv1   7,079,424  block4_pool  401.4 kB       9.0 %
      { last: 2 }  block4_conv1  12,979,200  block3_pool  802.8 kB      39.2 %
      { last: 3 }  block3_conv1  14,454,528  block2_pool    1.6 MB      69.3 %
      { last: 4 }  block2_conv1  14,675,968  block1_pool    3.2 MB      87.4 %
      { last: 5 }  block1_conv1  14,714,688  input_layer  150.5 kB     100.0 %
      all          –             14,714,688  input_layer  150.5 kB     100.0 %

      trains: parameters of the network, where BatchNormalization rests; the head trains always.
      cut at: what of an image is stored, as float32; what is above is computed again in each epoch, of a forward pass so much.
      "
    `);
  });

  it('says of one selector, at a size of images, what trains and what is stored', async () => {
    const { stdout } = await backbones(
      ...['xception', '--image-size', '150', '--limit', '1', '--trainable', '{ from: block14_sepconv1 }'],
    );
    expect(stdout.split('\n').slice(-5).join('\n')).toMatchInlineSnapshot(`
      "trainable: { from: block14_sepconv1 }
      trains: 2 layers, 4,741,632 parameters (22.7 %): block14_sepconv1, block14_sepconv2
      cut at: add_11 (the deepest point below block14_sepconv1), 102.4 kB an image
      each epoch: 6.1 % of a forward pass through the network is computed again
      "
    `);
  });

  it('shows layers', async () => {
    const { stdout } = await backbones('vgg16', '--layers', '--limit', '2');
    expect(stdout).toMatch(/block5_conv3 +Conv2D +block5 +2,359,808 +14 × 14 × 512/);
    expect(stdout).toContain('2 of 19 layers, the last; --limit 0 shows all');
  });

  it('has all of it as JSON', async () => {
    const { stdout } = await backbones('vgg16', '--json');
    const { blocks, layers, thawings, parameters } = JSON.parse(stdout) as InspectedBackbone;
    expect(layers).toHaveLength(19);
    expect(blocks.reduce((sum, block) => sum + block.parameters, 0)).toBe(parameters);
    expect(thawings.map(({ trainable }) => trainable)).toEqual([
      ...['none', { last: 1 }, { last: 2 }, { last: 3 }, { last: 4 }, { last: 5 }, 'all'],
    ]);
  });
});
