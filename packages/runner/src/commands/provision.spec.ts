import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { locateTensorflow } from '@thaw/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { thaw } from './thaw.fixture.js';

let folder: string;
let cache: string;
let bundle: string;
let env: Record<string, string>;

/** Installed for all that is looked at, in small: a folder is what its manifest lists. */
async function installSmall(target: string, files: Readonly<Record<string, string>>): Promise<void> {
  const records = Object.entries(files).map(([name, content]) => [
    name,
    { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') },
  ]);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(target, name)), { recursive: true });
    await writeFile(join(target, name), content);
  }
  const manifest = { source: 'this test', files: Object.fromEntries(records) as object };
  await writeFile(join(target, 'manifest.json'), JSON.stringify(manifest));
}

const specOf = (name: string) => `name: small
data: { root: images }
backbone: { name: ${name}, weights: imagenet }
phases: [{ name: extract, trainable: none, epochs: 1 }]
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-provision-'));
  cache = join(folder, 'cache');
  bundle = join(folder, 'out/thaw.bundle');
  env = { THAW_CACHE: join(folder, 'unused'), KERAS_HOME: join(folder, 'keras'), PATH: '/nowhere' };
  for (const device of ['cpu', 'gpu'] as const) {
    const { library } = await locateTensorflow({ cacheFolder: cache, device });
    await installSmall(library.folder, { 'tensorflow/libtensorflow_cc.so.2': `for the ${device}` });
    await installSmall(library.addonFolder, { 'tfjs_binding.node': 'one', 'second.node': 'two' });
  }
  // Keras publishes no checksum of these, so that any file of their size will do here.
  await mkdir(join(folder, 'keras/models'), { recursive: true });
  const weights = join(
    folder,
    'keras/models/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5',
  );
  await writeFile(weights, '');
  await truncate(weights, 9_406_464);
  await writeFile(join(folder, 'small.yaml'), specOf('mobilenetv2'));
  await writeFile(join(folder, 'misspelt.yaml'), specOf('mobilnetv2'));
});
afterAll(() => rm(folder, { recursive: true }));

const provision = (...args: readonly string[]) => thaw(['provision', ...args], { cwd: folder, env });

// Elsewhere TensorFlow publishes no library for a GPU.
describe.runIf(process.platform === 'linux' && process.arch === 'x64')('thaw provision', () => {
  it('installs for a GPU that is not here, into a folder, and says how it is found there', async () => {
    const { code, stdout, stderr } = await provision('--gpu', '--into', 'cache');
    expect([code, stderr]).toEqual([
      0,
      'no GPU here that TensorFlow could use: it is installed for a machine that has one\n',
    ]);
    expect(stdout).toMatch(
      /^TensorFlow .* \(gpu\) is ready in .*\nsweeps find it with THAW_CACHE=\/.*cache\n$/,
    );
  });

  it('carries library, all addons and the weights of specs to a machine without network and tools', async () => {
    const options = [
      '--cpu',
      '--into',
      'cache',
      '--spec',
      'small.yaml',
      '--bundle',
      bundle,
      '--split',
      '1MB',
    ];
    const written = await provision(...options);
    expect([written.code, written.stdout]).toEqual([
      0,
      expect.stringContaining('hold TensorFlow 2.21.0 for linux-x64 (cpu) and 1 file of weights'),
    ]);
    const taken = await provision('--from', bundle, '--into', 'other');
    expect([taken.code, taken.stdout]).toEqual([0, expect.stringContaining('(cpu) is ready in')]);
    const sum = createHash('sha256')
      .update(await readFile(bundle))
      .digest('hex');
    expect([written.stdout, taken.stderr]).toEqual([
      expect.stringContaining(sum),
      expect.stringContaining(sum),
    ]);

    const other = join(folder, 'other');
    const { library } = await locateTensorflow({ cacheFolder: other, device: 'cpu' });
    expect(await readFile(join(library.folder, 'tensorflow/libtensorflow_cc.so.2'), 'utf8')).toBe(
      'for the cpu',
    );
    expect((await readdir(library.addonFolder)).toSorted()).toEqual([
      'manifest.json',
      'second.node',
      'tfjs_binding.node',
    ]);
    expect(await readdir(join(other, 'weights'))).toEqual(await readdir(join(cache, 'weights')));
    expect((await readdir(other)).toSorted()).toEqual(['tensorflow', 'weights']);
    expect((await readdir(join(other, 'tensorflow'))).toSorted()).toEqual(
      [basename(library.folder), basename(library.addonFolder)].toSorted(),
    );
  });

  it('refuses a bundle that is for another machine', async () => {
    const text = await readFile(bundle, 'utf8');
    await writeFile(bundle, text.replaceAll('linux-x64', 'darwin-arm64'));
    const { code, stderr } = await provision('--from', bundle, '--into', 'third');
    expect([code, stderr]).toEqual([1, expect.stringContaining('THAW-BUNDLE-OTHER-MACHINE')]);
    expect(await readdir(folder)).not.toContain('third');
  });

  it.each([
    [['--spec', 'misspelt.yaml'], 1, 'THAW-SPEC-UNKNOWN-BACKBONE'],
    [['--bundle', 'x', '--split', '10kB'], 1, 'THAW-BUNDLE-SPLIT'],
    [['--from', 'x', '--gpu'], 2, 'THAW-CLI-'],
    [['--from', 'small.yaml'], 1, 'THAW-BUNDLE-UNREADABLE'],
    [['--from', 'nothing'], 1, 'THAW-FILES-PATH'],
  ])('%j is refused', async (options, code, said) => {
    const result = await provision(...options);
    expect([result.code, result.stderr]).toEqual([code, expect.stringContaining(said)]);
  });
});
