import { decodeImage } from '@thaw/execution/images';
import { readDataset, readPredictions } from '@thaw/execution/stages';
import { FileStageStore } from '@thaw/execution/store';
import type { RunRecord } from '@thaw/tracker';
import { sharedMlflow } from '@thaw/tracker/fixtures';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emoji, thaw } from '../commands/thaw.fixture.js';
import type { Rounding } from './round/rounded-model.js';
import {
  predict,
  predictByOnnx,
  pythonWithBoth,
  serveModel,
  type Predicted,
  type Python,
} from './python.fixture.js';

/** Frozen and trained normalisations, a swept head, and a name that no server takes as it is. */
const spec = `name: "emoji: 50% |x|"
data: { root: ${emoji.root}, manifest: ${emoji.manifest}, split: { validation: 0.2, test: 0.1 } }
backbone: { name: efficientnet-lite0, imageSize: 64 }
head: { hidden: [16] }
phases:
  - { name: extract, epochs: 3 }
  - { name: tune, trainable: { last: 1 }, batchNorm: train, epochs: 1, optimizer: { learningRate: 1e-4 } }
sweep: { parameters: { head.dropout: [0, 0.5] } }
tracking: { experiment: models }
`;
const imageSize = 64;

interface LoggedModel {
  readonly info: { readonly model_id: string; readonly status: string; readonly source_run_id: string };
}

describe('a trained model in Python', () => {
  let folder: string;
  let mlflow: string;
  let python: Python;
  let records: readonly RunRecord[];
  let best: RunRecord;
  let models: readonly LoggedModel[];
  let pixels: Uint8Array;
  /** Thaw's own evaluation of the same images. */
  let expected: readonly number[][];
  let labels: readonly number[];
  let predicted: Predicted;
  let exported: string;

  const post = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as Record<string, unknown>;
  };
  const searchModels = async () => {
    const response = await fetch(`${mlflow}/api/2.0/mlflow/experiments/get-by-name?experiment_name=models`);
    const { experiment } = (await response.json()) as { experiment: { experiment_id: string } };
    const body = { experiment_ids: [experiment.experiment_id] };
    const found = await post(`${mlflow}/api/2.0/mlflow/logged-models/search`, body);
    return (found as { models?: LoggedModel[] }).models ?? [];
  };
  const sweep = () =>
    thaw([
      ...['sweep', '--spec', join(folder, 'spec.yaml'), '--store', join(folder, 'store')],
      ...['--tracking-uri', mlflow],
    ]);

  const register = (run: RunRecord, alias: string) =>
    thaw([
      ...['export', run.id, '--register', 'emoji models', '--alias', alias],
      ...['--store', join(folder, 'store'), '--tracking-uri', mlflow],
    ]);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thaw-python-'));
    exported = join(folder, 'model');
    await writeFile(join(folder, 'spec.yaml'), spec);
    mlflow = await sharedMlflow();
    python = await pythonWithBoth('keras', mlflow);
    const swept = await sweep();
    expect(swept.code, swept.stderr).toBe(0);
    models = await searchModels();

    const { stdout } = await thaw(['runs', '--json', '--store', join(folder, 'store')]);
    records = JSON.parse(stdout) as RunRecord[];
    best = records.find(({ model }) => model !== undefined)!;
    const { code, stderr } = await thaw([
      ...['export', best.id, '--out', exported, '--store', join(folder, 'store')],
    ]);
    expect(code, stderr).toBe(0);

    const registered = await register(best, 'champion');
    expect(registered.stdout, registered.stderr).toBe(
      `the model of run ${best.id} is version 1 of emoji models, called champion\n`,
    );

    const store = new FileStageStore({ folder: join(folder, 'store'), onDamage: () => {} });
    const keyOf = (kind: string) => best.stages.find((stage) => stage.kind === kind)!.key;
    const { classes, images: indexed } = await readDataset(store, keyOf('dataset'));
    const { images, probabilities } = (await readPredictions(store, keyOf('evaluate')))!;
    const decoded = images
      .map((place) => indexed[place]!)
      .map(({ path }) => decodeImage(join(emoji.root, path), imageSize));
    pixels = Buffer.concat((await Promise.all(decoded)) as Uint8Array[]);
    await writeFile(join(folder, 'pixels'), pixels);
    const rowOf = (_: unknown, row: number) => [
      ...probabilities.slice(row * classes.length, (row + 1) * classes.length),
    ];
    expected = images.map(rowOf);
    labels = images.map((place) => indexed[place]!.label);
    const { model_id, source_run_id } = models[0]!.info;
    predicted = await predict(python, [
      ...[exported, join(folder, 'pixels'), JSON.stringify([images.length, imageSize, imageSize, 3])],
      ...[`models:/${model_id}`, `runs:/${source_run_id}/emoji- 50- |x|`, 'models:/emoji models@champion'],
    ]);
  }, 300_000);
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const expectTheSame = (rows: readonly number[][]) => {
    const difference = (row: readonly number[], index: number) =>
      Math.max(...row.map((value, column) => Math.abs(value - expected[index]![column]!)));
    expect(rows).toHaveLength(24);
    expect(Math.max(...rows.map(difference))).toBeLessThan(1e-5);
  };

  it('is that of the best run alone, made once, finished and an output of its run', async () => {
    const objectives = records.map(({ metrics }) => metrics['objective'] as number);
    expect(best.metrics['objective']).toBe(Math.max(...objectives));
    expect(models.map(({ info }) => info.status)).toEqual(['LOGGED_MODEL_READY']);
    expect(records.filter(({ model }) => model !== undefined)).toHaveLength(1);

    const again = await sweep();
    expect(again.stderr).not.toContain('writing the model');
    expect((await searchModels()).map(({ info }) => info.model_id)).toEqual([models[0]!.info.model_id]);
  });

  it('gives the probabilities of Thaw, in whichever way it is loaded', () => {
    const { model_id, source_run_id } = models[0]!.info;
    expect(Object.keys(predicted.probabilities)).toEqual([
      ...['tensorflow', exported, `models:/${model_id}`, `runs:/${source_run_id}/emoji- 50- |x|`],
      'models:/emoji models@champion',
    ]);
    for (const rows of Object.values(predicted.probabilities)) expectTheSame(rows);
  });

  it('gives them as ONNX too, as MLflow loads it, and the file says what it is of', async () => {
    const out = join(folder, 'onnx');
    const { code, stderr } = await thaw([
      ...['export', best.id, '--format', 'onnx', '--out', out, '--store', join(folder, 'store')],
    ]);
    expect(code, stderr).toBe(0);
    const shape = [expected.length, imageSize, imageSize, 3];
    const found = await predictByOnnx(await pythonWithBoth('onnx', mlflow), [
      ...[out, join(folder, 'pixels'), JSON.stringify(shape)],
    ]);
    expectTheSame(found.probabilities);
    expect(found.metadata).toMatchObject({
      classes: JSON.parse(await readFile(join(out, 'classes.json'), 'utf8')) as unknown,
      resize: { mode: 'stretch' },
      metrics: { test_accuracy: best.metrics['test_accuracy'] },
      provenance: { run: best.id },
      licence: 'Apache-2.0',
    });
  });

  it('is rounded to int8 by the images of its training, and says the accuracy that MLflow finds', async () => {
    const out = join(folder, 'int8');
    const { code, stderr, stdout } = await thaw([
      ...['export', best.id, '--format', 'onnx', '--precision', 'int8', '--out', out],
      ...['--store', join(folder, 'store')],
    ]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('in int8, calibrated by 128 training images: of 24 test images in onnxruntime ');
    const whole = (await stat(join(folder, 'onnx', 'model.onnx'))).size;
    expect((await stat(join(out, 'model.onnx'))).size / whole).toBeCloseTo(0.28, 1);
    const shape = [expected.length, imageSize, imageSize, 3];
    const { probabilities, metadata } = await predictByOnnx(await pythonWithBoth('onnx', mlflow), [
      ...[out, join(folder, 'pixels'), JSON.stringify(shape)],
    ]);
    const { accuracy } = metadata['rounding'] as Rounding;
    expect(accuracy).toMatchObject({ on: 'test', images: 24 });
    expect(accuracy!.before['accuracy']).toBeCloseTo(best.metrics['test_accuracy'] as number, 6);
    const apart = probabilities.flat().map((one, index) => Math.abs(one - expected.flat()[index]!));
    expect(Math.max(...apart)).toBeCloseTo(accuracy!.largestDifference, 4);
    expect(Math.max(...apart)).toBeGreaterThan(1e-3);
    const places = probabilities.map((row) => row.indexOf(Math.max(...row)));
    const right = places.filter((place, row) => place === labels[row]).length;
    expect(accuracy!.after['accuracy']).toBeCloseTo(right / 24, 6);
  });

  it('is one version of a registered model, however often, and gives its alias to a later one', async () => {
    const again = await register(best, 'champion');
    expect(again.stdout, again.stderr).toContain('is version 1 of emoji models, called champion, as before');
    const other = records.find(({ id }) => id !== best.id)!;
    const later = await register(other, 'champion');
    expect(later.stdout, later.stderr).toContain('is version 2 of emoji models, called champion\n');
    const url = `${mlflow}/api/2.0/mlflow/registered-models/get?name=emoji%20models`;
    const { registered_model: model } = (await (await fetch(url)).json()) as Record<string, unknown>;
    expect(model).toMatchObject({
      aliases: [{ alias: 'champion', version: '2' }],
      latest_versions: [{ version: '2', status: 'READY' }],
    });
    const compared = await thaw(['compare', best.id, other.id, '--store', join(folder, 'store')]);
    expect(compared.stdout, compared.stderr).toContain(`${best.id} is registered as emoji models v1.`);
    expect(compared.stdout).toContain(`${other.id} is registered as emoji models v2 @champion.`);
  });

  it('refuses pixels that were scaled, and images of another size', () => {
    expect(predicted.refused).toBe(2);
  });

  it('is served by `mlflow models serve`', async () => {
    const modelServer = await serveModel(python, `models:/${models[0]!.info.model_id}`, folder);
    try {
      const images = nested([...pixels], [imageSize * imageSize * 3, imageSize * 3, 3]);
      const { predictions } = await post(`${modelServer.uri}/invocations`, { inputs: { images } });
      expectTheSame((predictions as { probabilities: number[][] }).probabilities);
    } finally {
      modelServer.stop();
    }
  }, 120_000);

  it('is a folder of these files, with a card that shows names as they are', async () => {
    const files = (await readdir(exported, { recursive: true })).toSorted();
    expect(files).toEqual(
      [
        ...['MLmodel', 'README.md', 'classes.json', 'conda.yaml', 'python_env.yaml', 'requirements.txt'],
        ...['saved_model', 'saved_model/assets.extra', 'saved_model/assets.extra/metadata.json'],
        ...['saved_model/saved_model.pb', 'SHA256SUMS'],
      ].toSorted(),
    );
    expect(await readFile(join(exported, 'README.md'), 'utf8')).toContain('# emoji: 50% \\|x\\|: ');
  });
});

/** Numbers in a row as lists of lists, the innermost as long as the last size. */
function nested(numbers: readonly number[], [size, ...inner]: readonly number[]): unknown[] {
  if (size === undefined) return [...numbers];
  const count = numbers.length / size;
  return Array.from({ length: count }, (_, index) =>
    nested(numbers.slice(index * size, (index + 1) * size), inner),
  );
}
