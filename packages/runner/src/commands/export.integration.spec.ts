import { runOnnx } from '@thaw/engine/fixtures';
import { FileStageStore } from '@thaw/execution/store';
import type { RunRecord } from '@thaw/tracker';
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ExportedModel } from '../api/export-model.js';
import { copyWithoutModels as copyStore, pretendOtherWeights } from './store-without-models.fixture.js';
import { startThaw } from './thaw-process.fixture.js';
import { emoji, thaw, type ThawOptions } from './thaw.fixture.js';

/** The third run diverges. */
const spec = `name: e
data: { root: ${emoji.root}, manifest: ${emoji.manifest} }
backbone: { name: efficientnet-lite0, imageSize: 32, weights: random }
phases: [{ name: extract, epochs: 2 }]
sweep: { parameters: { phases.extract.optimizer.learningRate: [1e-3, 1e-4, 1e+38] } }
tracking: { model: all }
`;

let folder: string;
let finished: readonly RunRecord[];
let failed: RunRecord;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-export-'));
  await writeFile(join(folder, 'spec.yaml'), spec);
  const { code, stderr } = await sweep('store');
  expect(code, stderr).toBe(1);
  const records = await recordsOf('store');
  finished = records.filter(({ status }) => status === 'finished');
  failed = records.find(({ status }) => status === 'failed')!;
  expect(finished, stderr).toHaveLength(2);
});
afterAll(() => rm(folder, { recursive: true }));

const sweep = (store: string, options: ThawOptions = {}, ...more: readonly string[]) =>
  thaw(['sweep', '--spec', 'spec.yaml', '--store', join(folder, store), ...more], {
    cwd: folder,
    ...options,
  });

const exportRun = (
  run: string,
  out: string,
  store = 'store',
  options: ThawOptions = {},
  more: readonly string[] = [],
) =>
  thaw(['export', run, '--out', out, '--store', join(folder, store), ...more], { cwd: folder, ...options });

async function recordsOf(store: string): Promise<readonly RunRecord[]> {
  const { stdout } = await thaw(['runs', '--json', '--store', join(folder, store)]);
  return JSON.parse(stdout) as RunRecord[];
}

const roundedTo = (...precision: string[]) => ['--format', 'onnx', '--precision', ...precision];
const parsed = (metadata: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, JSON.parse(value) as unknown]));

const copyWithoutModels = (name: string) => copyStore(join(folder, 'store'), join(folder, name));
const keyOf = (kind: string) => finished[0]!.stages.find((stage) => stage.kind === kind)!.key;
const savedModel = (out: string) => readFile(join(folder, out, 'saved_model', 'saved_model.pb'));

describe('thaw export', () => {
  it('writes the model that the sweep has stored, and makes none anew', async () => {
    const { code, stderr, stdout } = await exportRun(finished[0]!.id.slice(0, 6), 'first');
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(`has the model of run ${finished[0]!.id}`);
    expect(stderr).not.toContain('writing the model');
    expect((await savedModel('first')).length).toBeGreaterThan(10_000_000);
    expect(JSON.parse(await readFile(join(folder, 'first', 'classes.json'), 'utf8'))).toHaveLength(6);
  });

  it('writes ONNX in float16, in half of the bytes, and says the accuracy before and after', async () => {
    const { id, metrics } = finished[0]!;
    const { code, stderr, stdout } = await exportRun(id, 'half', 'store', {}, roundedTo('float16', '--json'));
    expect(code, stderr).toBe(0);
    const exported = JSON.parse(stdout) as ExportedModel;
    const file = await readFile(join(folder, 'half', 'model.onnx'));
    expect(file.length / (await savedModel('first')).length).toBeCloseTo(0.5, 1);
    const card = await readFile(join(folder, 'half', 'README.md'), 'utf8');
    expect(card).toContain('| computed in | float16; trained and measured in float32 |');
    expect(card).toContain('in float16: of 48 validation images in onnxruntime 1.32.0 accuracy ');
    const [outcome] = await runOnnx([
      { file, images: new Uint8Array(32 * 32 * 3), shape: [1, 32, 32, 3], batches: [1] },
    ]);
    const { rounding } = parsed(outcome!.metadata);
    expect(exported).toMatchObject({ run: id, folder: join(folder, 'half'), rounding });
    const { before, after, largestDifference } = exported.rounding!.accuracy!;
    // What the run was measured by, of the same images.
    expect(before['accuracy']).toBeCloseTo(metrics['val_accuracy'] as number, 6);
    expect(Object.keys(after)).toEqual(['accuracy', 'top_5_accuracy', 'macro_f1']);
    expect(largestDifference).toBeGreaterThan(0);
    expect(largestDifference).toBeLessThan(0.02);
  });

  it('writes float16 without Python, and says that nothing was measured; int8 it does not', async () => {
    vi.stubEnv('PATH', '/nowhere');
    const env = { THAW_CACHE: join(folder, 'nothing cached') };
    const half = await exportRun(finished[0]!.id, 'unmeasured', 'store', { env }, roundedTo('float16'));
    expect(half.code, half.stderr).toBe(0);
    expect(half.stderr).toContain('what float16 costs was not measured');
    expect(half.stderr).toContain('THAW-EXPORT-NO-PYTHON');
    expect(half.stdout).toContain('in float16; what that costs was not measured');
    const { code, stderr } = await exportRun(finished[0]!.id, 'none', 'store', { env }, roundedTo('int8'));
    expect(code).toBe(1);
    expect(stderr).toContain('THAW-EXPORT-NO-PYTHON');
    vi.unstubAllEnvs();
  });

  it('rounds nothing but ONNX, and writes no format nowhere', async () => {
    const { stderr } = await exportRun(finished[0]!.id, 'none', 'store', {}, ['--precision', 'int8']);
    expect(stderr).toContain('SavedModel is not written in int8');
    const { stderr: nowhere } = await thaw([
      'export',
      finished[0]!.id,
      '--register',
      'e',
      '--format',
      'onnx',
    ]);
    expect(nowhere).toContain('expected: --out DIR beside it');
  });

  it('makes a model that was evicted again, to the last bit', async () => {
    await copyWithoutModels('evicted');
    const { code, stderr } = await exportRun(finished[0]!.id, 'again', 'evicted');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('writing the model');
    expect((await savedModel('again')).equals(await savedModel('first'))).toBe(true);
  });

  it('leaves nothing behind when it is interrupted, and can be repeated', async () => {
    await copyWithoutModels('interrupted');
    const { code } = await exportRun(finished[0]!.id, 'stopped', 'interrupted', {
      onOutput: (text, interrupt) => text.includes('writing the model') && interrupt(),
    });
    expect(code).toBe(130);
    expect((await readdir(folder)).filter((name) => name.startsWith('stopped'))).toEqual([]);
    expect((await exportRun(finished[0]!.id, 'stopped', 'interrupted')).code).toBe(0);
  });

  it('leaves nothing half when it is killed: the next clears it away', async () => {
    await copyWithoutModels('killed');
    const args = ['export', finished[0]!.id, '--out', 'dead', '--format', 'keras', '--store', 'killed'];
    const { child, exit } = startThaw(args, folder);
    child.stderr!.on('data', (text: string) => text.includes('writing the model') && child.kill('SIGKILL'));
    await exit;
    const left = async () => (await readdir(folder)).filter((name) => name.startsWith('dead'));
    expect(child.signalCode).toBe('SIGKILL');
    expect(await left()).toEqual([expect.stringMatching(/^dead\..*\.partial$/)]);
    expect((await exportRun(finished[0]!.id, 'dead', 'killed')).code).toBe(0);
    expect(await left()).toEqual(['dead']);
  });

  it('says which folder is in the way', async () => {
    const { code, stderr } = await exportRun(finished[0]!.id, 'store');
    expect(code).toBe(1);
    expect(stderr).toContain('THAW-EXPORT-EXISTS');
  });

  it('replaces with --force what an export wrote, and nothing else', async () => {
    const out = join(folder, 'replaced');
    expect((await exportRun(finished[1]!.id, 'replaced')).code).toBe(0);
    const force = (place: string) =>
      thaw(['export', finished[0]!.id, '--out', place, '--force', '--store', join(folder, 'store')]);
    const { code, stderr } = await force(out);
    expect(code, stderr).toBe(0);
    expect((await savedModel('replaced')).equals(await savedModel('first'))).toBe(true);
    expect((await force(join(folder, 'store'))).stderr).toContain('THAW-EXPORT-FOREIGN');
  });

  it('writes all formats into one folder, each with what is known of the model inside, and a page to try it', async () => {
    const formats = ['savedmodel', 'keras', 'onnx', 'tfjs'].flatMap((format) => ['--format', format]);
    const [run] = finished;
    const { code, stderr } = await exportRun(run!.id, 'several', 'store', {}, [...formats, '--demo']);
    expect(code, stderr).toBe(0);
    const place = (...path: readonly string[]) => join(folder, 'several', ...path);
    const files = (await readdir(place())).toSorted();
    expect(files).toEqual([
      ...['MLmodel', 'README.md', 'SHA256SUMS', 'classes.json', 'conda.yaml', 'demo', 'index.html'],
      ...['model.keras', 'model.onnx', 'python_env.yaml', 'requirements.txt', 'saved_model', 'tfjs'],
    ]);
    const text = (...path: readonly string[]) => readFile(place(...path), 'utf8');
    const json = async (content: string | Promise<string>) => JSON.parse(await content) as object;
    const { userDefinedMetadata } = (await json(text('tfjs', 'model.json'))) as {
      userDefinedMetadata: object;
    };
    expect(userDefinedMetadata).toMatchObject({
      classes: await json(text('classes.json')),
      preprocessing: { input: 'pixels, 0–255, RGB, [N, 32, 32, 3]', inside: { channels: 'RGB' } },
      resize: { mode: 'stretch', interpolation: 'bilinear' },
      metrics: { val_accuracy: run!.metrics['val_accuracy'] },
      provenance: { run: run!.id, sweep: 'e', weights: { identity: 'random:42' } },
      licence: null,
    });
    expect(await json(text('saved_model', 'assets.extra', 'metadata.json'))).toEqual(userDefinedMetadata);
    const inZip = execFileSync('unzip', ['-p', place('model.keras'), 'metadata.json'], { encoding: 'utf8' });
    expect(await json(inZip)).toMatchObject(userDefinedMetadata);
    const images = { images: new Uint8Array(32 * 32 * 3), shape: [1, 32, 32, 3], batches: [1] };
    const [onnx] = await runOnnx([{ file: await readFile(place('model.onnx')), ...images }]);
    expect(parsed(onnx!.metadata)).toEqual(userDefinedMetadata);
    const card = await text('README.md');
    for (const said of ['keras.models.load_model("model.keras")', 'tf.loadGraphModel', 'http.server'])
      expect(card).toContain(said);
  });

  it('writes no page where the model is not written for browsers', async () => {
    const { code, stderr } = await exportRun(finished[0]!.id, 'none', 'store', {}, ['--demo']);
    expect(code).toBe(1);
    expect(stderr).toContain('add --format tfjs');
  });

  it('has of a run whose checkpoint was pruned what is stored, and says why there is no more', async () => {
    await cp(join(folder, 'store'), join(folder, 'pruned'), { recursive: true });
    const store = new FileStageStore({ folder: join(folder, 'pruned'), onDamage: () => {} });
    const stage = { kind: 'train', key: keyOf('train') } as const;
    for (const blob of await store.list(stage)) if (/^epoch/.test(blob)) await store.remove(stage, blob);
    expect((await exportRun(finished[0]!.id, 'from pruned', 'pruned')).code).toBe(0);
    const { stderr } = await exportRun(finished[0]!.id, 'none', 'pruned', {}, ['--format', 'keras']);
    expect(stderr).toContain('THAW-EXPORT-NO-TRAINING');
    expect(stderr).toContain('was pruned, is damaged or missing');
    expect((await readdir(folder)).filter((name) => name.startsWith('none'))).toEqual([]);
  });

  it('says that a run has failed, or is not there', async () => {
    expect((await exportRun(failed.id, 'none')).stderr).toContain('THAW-EXPORT-NOT-FINISHED');
    expect((await exportRun('0000', 'none')).stderr).toContain('THAW-RUN-UNKNOWN');
  });

  it.each([
    ['checkpoint', 'train', /^epoch/],
    ['history', 'train', /^history/],
    ['index of the images', 'dataset', /^index/],
  ])('says that the %s is damaged, and the sweep mends it', async (part, kind, name) => {
    const store = await copyWithoutModels(`no ${part}`);
    const stage = { kind: kind as 'train', key: keyOf(kind) };
    const blob = (await store.list(stage)).find((each) => name.test(each))!;
    await store.remove(stage, blob);
    const { code, stderr } = await exportRun(finished[0]!.id, 'none', `no ${part}`);
    expect(code).toBe(1);
    expect(stderr).toContain('THAW-EXPORT-NO-TRAINING');
    await sweep(`no ${part}`);
    const mended = await exportRun(finished[0]!.id, `mended ${part}`, `no ${part}`);
    expect(mended.code, mended.stderr).toBe(0);
  });

  it('refuses other weights than those that the run began with', async () => {
    await pretendOtherWeights(await copyWithoutModels('other'), keyOf('train'));
    const { stderr } = await exportRun(finished[0]!.id, 'none', 'other');
    expect(stderr).toContain('THAW-EXPORT-OTHER-WEIGHTS');
    expect(stderr).toContain('random:42');
  });
});

describe('the models of a sweep', () => {
  it('are those of all runs that finished, if the spec says so', () => {
    expect(finished).toHaveLength(2);
    expect(new Set(finished.map(({ model }) => model)).size).toBe(2);
    expect(failed.model).toBeUndefined();
  });

  it.each([
    ['best', 1],
    ['none', 0],
  ])('with model: %s are %i', async (choice, count) => {
    const store = `model ${choice}`;
    await copyWithoutModels(store);
    const { stderr } = await sweep(store, {}, '--set', `tracking.model=${choice}`);
    const kept = (await recordsOf(store)).filter(({ model }) => model !== undefined);
    expect(kept, stderr).toHaveLength(count);
    const objectives = finished.map(({ metrics }) => metrics['objective'] as number);
    for (const { metrics } of kept) expect(metrics['objective']).toBe(Math.max(...objectives));
  });

  it('are made by the next sweep if Ctrl-C came between', async () => {
    await copyWithoutModels('stopped sweep');
    const models = async () =>
      (await recordsOf('stopped sweep')).filter(({ model }) => model !== undefined).length;
    const stopped = await sweep('stopped sweep', {
      onOutput: (text, interrupt) => text.includes('writing the model') && interrupt(),
    });
    expect(stopped.code).toBe(130);
    expect(await models()).toBe(0);
    await sweep('stopped sweep');
    expect(await models()).toBe(2);
  });

  it('are no reason to fail: it is said why one could not be made', async () => {
    await pretendOtherWeights(await copyWithoutModels('not made'), keyOf('train'));
    const { code, stderr } = await sweep('not made');
    expect(code, stderr).toBe(1);
    expect(stderr).toContain(`no model was made of run ${finished[0]!.id}`);
    expect((await recordsOf('not made')).map(({ model }) => model !== undefined)).toEqual([
      ...[false, true, false],
    ]);
  });
});
