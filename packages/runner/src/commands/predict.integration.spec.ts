import { readEvaluation, readPredictions } from '@thaw/execution/stages';
import { FileStageStore } from '@thaw/execution/store';
import type { RunRecord } from '@thaw/tracker';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { predict, type ImagePrediction } from '../index.js';
import { SmallImages } from './small-images.fixture.js';
import { thaw, type ThawOptions } from './thaw.fixture.js';

type Told = ImagePrediction & {
  readonly predictions: readonly { readonly label: string; readonly probability: number }[];
};

const classes = ['fine', 'medium', 'wide'];
let data: SmallImages;
let run: RunRecord;
beforeAll(async () => {
  data = await SmallImages.create(classes, 12);
  const split = ['--set', 'data.split.test=0.25', '--set', 'phases.extract.epochs=3'];
  const { code, stderr } = await data.thaw('sweep', 'store', split);
  expect(code, stderr).toBe(0);
  const { stdout } = await thaw(['runs', '--json', '--store', join(data.folder, 'store')]);
  [run] = JSON.parse(stdout) as [RunRecord];
});
afterAll(() => data.remove());

/** By the backend that is opened fastest. */
const ask = (args: readonly string[], options: ThawOptions = {}, store = 'store', backend = 'wasm') =>
  thaw(
    [
      'predict',
      '--run',
      run.id.slice(0, 8),
      '--store',
      join(data.folder, store),
      '--backend',
      backend,
    ].concat(args),
    { cwd: data.folder, ...options },
  );
const keyOf = (kind: string) => run.stages.find((stage) => stage.kind === kind)!.key;
const openStore = (name: string) =>
  new FileStageStore({ folder: join(data.folder, name), onDamage: () => {} });

/** Images that the run was tested on, and what its evaluation says of each. */
async function tested() {
  const store = openStore('store');
  const key = keyOf('evaluate');
  const { images, probabilities } = (await readPredictions(store, key))!;
  const index = JSON.parse(
    new TextDecoder().decode((await store.read({ kind: 'dataset', key: keyOf('dataset') }, 'index.json'))!),
  ) as { images: { path: string; label: number }[] };
  return {
    evaluation: (await readEvaluation(store, key))!,
    probabilities,
    images: images.map((row) => index.images[row]!),
  };
}

describe('thaw predict', () => {
  it.each([['tensorflow'], ['wasm']])(
    'says by %s of images what the evaluation of their run says, and measures the same',
    async (backend) => {
      const { evaluation, probabilities, images } = await tested();
      const rows = images.map(({ path, label }) => `images/${path},${classes[label]!}`);
      await writeFile(join(data.folder, 'tested.csv'), ['path,label', ...rows, ''].join('\n'));
      const options = ['tested.csv', '--json', '--metrics', 'metrics.json'];
      const { code, stderr, stdout } = await ask(options, {}, 'store', backend);
      expect(code, stderr).toBe(0);
      const told = JSON.parse(stdout) as Told[];
      expect(told.map(({ path }) => path)).toEqual(images.map(({ path }) => `images/${path}`));
      for (const [row, { predictions, expected }] of told.entries()) {
        expect(expected).toBe(classes[images[row]!.label]);
        for (const { label, probability } of predictions)
          expect(Math.abs(probability - probabilities[row * 3 + classes.indexOf(label)]!)).toBeLessThan(1e-5);
      }
      const measured = JSON.parse(
        await readFile(join(data.folder, 'metrics.json'), 'utf8'),
      ) as typeof evaluation;
      expect(measured.confusion).toEqual(evaluation.confusion);
      expect(measured.metrics['loss']).toBeCloseTo(evaluation.metrics['test_loss']!, 5);
      expect(measured.metrics['accuracy']).toBe(evaluation.metrics['test_accuracy']);
      expect(measured.metrics['macro_f1']).toBe(evaluation.metrics['test_macro_f1']);
      expect(stderr).toContain('shows \\ taken for');
    },
  );

  it('says of each of a folder what it most likely shows, in batches of any size', async () => {
    const whole = await ask(['images', '--top', '1', '--class-folders']);
    expect(whole.code, whole.stderr).toBe(0);
    expect(whole.stdout).toMatch(/^images\/fine\/0\.png +(fine|medium|wide) +\d+\.\d %\n/);
    expect(whole.stdout).toContain('36 images whose class is known: loss ');
    expect((await ask(['images', '--top', '1', '--class-folders', '--batch-size', '5'])).stdout).toBe(
      whole.stdout,
    );
  });

  it('tells why a file cannot be read, and goes on', async () => {
    await writeFile(join(data.folder, 'text.png'), 'no picture');
    await mkdir(join(data.folder, 'odd'), { recursive: true });
    await writeFile(join(data.folder, 'odd', 'list.csv'), 'path\n../images/wide/0.png\ngone.png\n');
    const { code, stderr, stdout } = await ask(['text.png', 'odd/list.csv', '--json']);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toEqual([
      { path: 'text.png', reason: 'not an image of a known format' },
      { path: 'images/wide/0.png', predictions: expect.any(Array) as unknown },
      { path: 'odd/gone.png', reason: 'there is no such file' },
    ]);
    const none = await ask(['images/wide/0.png', '--max-pixels', '1000']);
    expect(none.stdout).toBe('images/wide/0.png  cannot be read: it has 32 × 32 pixels, more than 1,000\n');
    expect(none.code).toBe(1);
  });

  it('writes a file by the ending of its name, whose table a sweep could be trained by', async () => {
    expect((await ask(['images/wide', '--out', 'told.csv', '--top', '2'])).stdout).toBe(
      `12 images in ${join(data.folder, 'told.csv')}, 0 of them unreadable\n`,
    );
    const [header, first] = (await readFile(join(data.folder, 'told.csv'), 'utf8')).split('\n');
    expect(header).toBe('path,label,probability,label_2,probability_2,expected,reason');
    expect(first).toMatch(/^images\/wide\/0\.png,(fine|medium|wide),0\.\d+,(fine|medium|wide),[\d.e-]+,,$/);
    await ask(['images/wide', '--out', 'told.json']);
    expect(JSON.parse(await readFile(join(data.folder, 'told.json'), 'utf8'))).toHaveLength(12);
  });

  it('ends what it has begun of an array when it is interrupted', async () => {
    const { code, stdout } = await ask(['images', '--json', '--batch-size', '1'], {
      onOutput: (text, interrupt) => text.startsWith('[') && interrupt(),
    });
    expect(code).toBe(130);
    const array = stdout.slice(0, stdout.indexOf('\n]') + 2);
    expect((JSON.parse(array) as unknown[]).length).toBeLessThan(36);
    expect(stdout.slice(array.length)).toMatch(/^\n\{"type":"interrupted",.*\}\n$/);
  });

  it.each<[string, readonly string[], string]>([
    ['nothing there', ['gone.png', 'neither'], 'THAW-PREDICT-NO-IMAGES'],
    ['classes that it does not know', ['--class-folders', '.'], 'THAW-PREDICT-UNKNOWN-LABEL'],
    ['no label for metrics', ['images/wide/0.png', '--metrics', 'm.json'], 'THAW-PREDICT-NO-LABELS'],
    ['metrics into a folder', ['images/wide/0.png', '--metrics', '.'], 'another place with --metrics'],
    ['a file of no format', ['images/wide/0.png', '--out', 'told.txt'], 'THAW-CLI-BAD-VALUE'],
  ])('says what is wrong with %s, before anything is computed', async (_, args, code) => {
    const result = await ask(args);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(code);
    expect(result.stderr).not.toContain('backend');
  });

  it('says that the checkpoint of the run was removed', async () => {
    await cp(join(data.folder, 'store'), join(data.folder, 'pruned'), { recursive: true });
    const [store, stage] = [openStore('pruned'), { kind: 'train', key: keyOf('train') } as const];
    for (const name of await store.list(stage)) if (name.startsWith('epoch')) await store.remove(stage, name);
    const { code, stderr } = await ask(['images'], {}, 'pruned');
    expect(code).toBe(1);
    expect(stderr).toContain('THAW-EXPORT-NO-TRAINING');
  });
});

describe('a published network', () => {
  const photo = fileURLToPath(new URL('../../../execution/src/images/photos/wide.jpg', import.meta.url));
  const byNetwork = (...args: readonly string[]) =>
    thaw(['predict', photo, '--backend', 'wasm', '--store', join(data.folder, 'none'), ...args], {
      cwd: data.folder,
    });

  it("names ImageNet's classes: of a palace in China it says what it is", async () => {
    const { code, stderr, stdout } = await byNetwork('--backbone', 'efficientnet-lite0', '--json');
    expect(code, stderr).toBe(0);
    const [{ predictions }] = JSON.parse(stdout) as [Told];
    expect(predictions.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['bell_cote', 'palace', 'lakeside']),
    );
    expect(predictions[0]).toEqual({
      ...{ label: 'bell_cote', wordnet: 'n02825657' },
      probability: expect.closeTo(0.507, 2) as unknown,
    });
  });

  it.each([
    ['neither a run nor a network', [], 'THAW-PREDICT-NO-NETWORK'],
    [
      'a network that has two classifiers',
      ['--backbone', 'deit_tiny_distilled_patch16_224'],
      'THAW-PREDICT-NO-CLASSIFIER',
    ],
    [
      'a size that a classifier does not take',
      ['--backbone', 'vgg16', '--image-size', '64'],
      'THAW-SPEC-IMAGE-SIZE',
    ],
  ])('says what is wrong with %s', async (_, args, code) => {
    const result = await byNetwork(...args);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(code);
  });
});

describe('predict', () => {
  it('waits for whoever is told, and ends with what that throws', async () => {
    const told: string[] = [];
    const asked = predict({
      ...{ run: run.id, images: ['images'], cwd: data.folder, store: 'store', backend: 'wasm', batchSize: 1 },
      async onPrediction({ path }) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        told.push(path);
        if (told.length === 7) throw new RangeError('enough');
      },
    });
    await expect(asked).rejects.toThrow('enough');
    expect(told).toHaveLength(7);
  });
});
