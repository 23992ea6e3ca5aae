import { DatasetFixture } from '@thaw/execution/fixtures';
import type { RunRecord } from '@thaw/tracker';
import { sharedMlflow } from '@thaw/tracker/fixtures';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { thaw } from './thaw.fixture.js';

/** In code-unit order, as an index has them. */
const classes = ['001', '<b>', '__proto__', 'a b', 'constructor', 'é'];
const spec = `name: hostile
data: { root: images, split: { validation: 0.25, test: 0.25 } }
backbone: { name: mobilenetv2, weights: random, imageSize: 32 }
loss: { classWeights: { constructor: 2, __proto__: 3, a b: 2, é: 0.5, <b>: 1, 001: 4 } }
phases: [{ name: constructor, epochs: 1 }]
sweep: { parameters: { phases.constructor.optimizer.learningRate: [1e-3, 1e-4] } }
tracking: { experiment: hostile, tags: { toString: yes it is, __proto__: x }, model: none }
`;

describe('classes, phases and tags that are called as what every object has, or as markup', () => {
  let data: DatasetFixture;
  let mlflow: string;
  let records: readonly RunRecord[];
  let ranking: string;

  const run = async (command: string, ...args: readonly string[]) => {
    const result = await thaw([command, ...args, '--store', join(data.folder, 'store')], {
      cwd: data.folder,
    });
    expect(result.code, result.stderr).toBe(0);
    return result.stdout;
  };
  const ask = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    const url = `${mlflow}/api/2.0/mlflow/${path}`;
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as Record<string, unknown>;
  };

  beforeAll(async () => {
    data = await DatasetFixture.create();
    await data.images(...classes.flatMap((name) => [0, 1, 2, 3].map((index) => `${name}/${index}.png`)));
    await writeFile(join(data.folder, 'spec.yaml'), spec);
    mlflow = await sharedMlflow();
    expect(await run('plan', '--spec', 'spec.yaml')).toContain('hostile: 2 runs');
    ranking = await run('sweep', '--spec', 'spec.yaml', '--tracking-uri', mlflow);
    records = JSON.parse(await run('runs', '--json')) as RunRecord[];
  }, 300_000);
  afterAll(async () => {
    await data.remove();
  });

  it('train, with each class under its own weight, and are ranked', () => {
    expect(records.map(({ status }) => status)).toEqual(['finished', 'finished']);
    for (const { id, metrics, params } of records) {
      expect(ranking).toContain(id);
      expect(Object.values(metrics).every((value) => Number.isFinite(value))).toBe(true);
      const weights = Object.entries(params).filter(([path]) => path.startsWith('loss.classWeights.'));
      expect(weights.map(([path, value]) => [path.slice('loss.classWeights.'.length), value])).toEqual(
        expect.arrayContaining([
          ['constructor', 2],
          ['__proto__', 3],
          ['001', 4],
          ['<b>', 1],
        ]),
      );
    }
  });

  it('are in the report as text and not as markup', async () => {
    await run('report', '--out', join(data.folder, 'report.html'));
    const page = await readFile(join(data.folder, 'report.html'), 'utf8');
    for (const name of classes.filter((each) => each !== '<b>')) expect(page).toContain(`>${name}<`);
    expect(page).toContain('&lt;b&gt;');
    expect(page).not.toContain('<b>');
  });

  it('are compared over all of their classes', async () => {
    const [first, second] = records.map(({ id }) => id);
    const compared = await run('compare', first!, second!);
    expect(compared).toContain('On 6 images held out from both');
    expect(compared).toMatch(/phases\.constructor\.optimizer\.learningRate +0\.001 +1e-4/);
  });

  it('are the classes of an exported model', async () => {
    await run('export', records[0]!.id, '--out', join(data.folder, 'exported'));
    expect(JSON.parse(await readFile(join(data.folder, 'exported', 'classes.json'), 'utf8'))).toEqual(
      classes,
    );
  });

  it('are in MLflow with their weights and tags', async () => {
    const response = await fetch(`${mlflow}/api/2.0/mlflow/experiments/get-by-name?experiment_name=hostile`);
    const { experiment } = (await response.json()) as { experiment: { experiment_id: string } };
    const { runs } = (await ask('runs/search', { experiment_ids: [experiment.experiment_id] })) as {
      runs: { info: { status: string }; data: { params?: Pair[]; tags: Pair[] } }[];
    };
    expect(runs.map(({ info }) => info.status)).toEqual(['FINISHED', 'FINISHED', 'FINISHED']);
    const children = runs.filter(({ data: { tags } }) =>
      tags.some(({ key }) => key === 'mlflow.parentRunId'),
    );
    expect(children).toHaveLength(2);
    for (const { data: child } of children) {
      expect(child.tags).toContainEqual({ key: 'toString', value: 'yes it is' });
      expect(child.tags).toContainEqual({ key: '__proto__', value: 'x' });
      expect(child.params).toContainEqual({ key: 'loss.classWeights.__proto__', value: '3' });
    }
  });
});

interface Pair {
  readonly key: string;
  readonly value: string;
}
