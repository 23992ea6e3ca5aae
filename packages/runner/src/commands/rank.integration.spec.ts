import { sharedMlflow } from '@thaw/tracker/fixtures';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SmallImages } from './small-images.fixture.js';
import { thaw } from './thaw.fixture.js';

let dataset: SmallImages;
beforeAll(async () => (dataset = await SmallImages.create(['narrow', 'wide', 'wider'], 6)));
afterAll(() => dataset.remove());

interface Ranking {
  readonly by: string;
  readonly images: number;
  readonly networks: readonly Readonly<
    Record<'knn' | 'logme' | 'hscore' | 'parameters' | 'seconds', number> & { name: string }
  >[];
}

const rank = (args: readonly string[]) => dataset.thaw('rank', 'store', ['--json', ...args]);
const at64 = ['--set', 'backbone.imageSize=64'];
const both = ['--backbones', 'mobilenetv2,efficientnet-lite0', '--set', 'data.split.test=0.2', ...at64];

describe('thaw rank', () => {
  it('compares networks on images that are not for tests, computes nothing twice, and leaves its passes to sweeps', async () => {
    const first = await rank(both);
    expect(first.code, first.stderr).toBe(0);
    const ranking = JSON.parse(first.stdout) as Ranking;
    expect(ranking).toMatchObject({ by: 'knn', images: 14 });
    expect(ranking.networks.map(({ name }) => name).toSorted()).toEqual([
      'efficientnet-lite0',
      'mobilenetv2',
    ]);
    const [best, other] = ranking.networks as Ranking['networks'] & [Ranking['networks'][0]];
    expect(best!.knn).toBeGreaterThanOrEqual(other!.knn);

    const again = await rank([...both, '--by', 'logme']);
    const byLogMe = JSON.parse(again.stdout) as Ranking;
    expect(again.stderr).not.toContain('features of');
    expect(byLogMe.networks[0]!.logme).toBeGreaterThanOrEqual(byLogMe.networks[1]!.logme);
    const sorted = ({ networks }: Ranking) => networks.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    expect(sorted(byLogMe)).toEqual(sorted(ranking));

    const plan = await dataset.thaw('plan', 'store', [
      '--json',
      '--set',
      'backbone.name=efficientnet-lite0',
      ...at64,
    ]);
    const { stages } = JSON.parse(plan.stdout) as { stages: { kind: string; cached: boolean }[] };
    expect(stages.filter(({ kind }) => kind === 'features').map(({ cached }) => cached)).toEqual([true]);
  });

  it('is in the report, with a picture of each score', async () => {
    const out = join(dataset.folder, 'report.html');
    const store = join(dataset.folder, 'store');
    const { code, stderr } = await thaw(['report', '--out', out, '--store', store]);
    expect(code, stderr).toBe(0);
    const page = await readFile(out, 'utf8');
    expect(page).toContain('By the features of 14 training and validation images');
    for (const score of ['knn', 'logme', 'hscore'])
      expect(page).toContain(`aria-label="${score} of each network"`);
  });

  it('says which networks there are not', async () => {
    const { code, stderr } = await dataset.thaw('rank', 'store', ['--backbones', 'mobilenetv3']);
    expect(code).toBe(1);
    expect(stderr).toContain('THAW-SPEC-UNKNOWN-BACKBONE');
    expect(stderr).toContain('mobilenetv2');
  });
});

describe('thaw rank against a real MLflow', () => {
  it('has a parent with a run for each network, with its scores and costs as metrics', async () => {
    const mlflow = await sharedMlflow();
    const name = ['--set', 'tracking.experiment=networks-of-small'];
    const told = await rank([...both, ...name, '--by', 'hscore', '--tracking-uri', mlflow]);
    expect(told.code, told.stderr).toBe(0);
    const { networks } = JSON.parse(told.stdout) as Ranking;

    const { runs, childrenOf } = await mlflowRuns(mlflow, 'networks-of-small');
    const [parent] = runs.filter(({ info }) => info.run_name === 'small: networks');
    const children = childrenOf(parent!);
    expect(children.map(({ info }) => [info.run_name, info.status]).toSorted()).toEqual([
      ['backbone=efficientnet-lite0', 'FINISHED'],
      ['backbone=mobilenetv2', 'FINISHED'],
    ]);
    for (const { name, knn, logme, hscore, parameters, seconds } of networks) {
      const child = children.find(({ info }) => info.run_name === `backbone=${name}`)!;
      const metrics = Object.fromEntries(child.data.metrics.map(({ key, value }) => [key, value]));
      expect(metrics).toEqual({
        ...{ 'network/knn': knn, 'network/logme': logme, 'network/hscore': hscore, objective: hscore },
        ...{ 'network/parameters': parameters, 'network/megabytes': (4 * parameters) / 1e6 },
        'network/seconds': seconds,
      });
    }
    expect(noteOf(parent!)).toContain(`| 1 | [backbone=${networks[0]!.name}]`);
  });
});

describe('a sweep that screens', () => {
  const screen = '{ screen: [mobilenetv2, efficientnet-lite0], keep: 1, by: logme }';
  const folds = ['--set', 'data.split={folds: 2, test: 0.2}', '--set', 'tracking.experiment=screened-small'];
  const run = (command: string, ...args: readonly string[]) =>
    dataset.thaw(command, 'screened', ['--set', `backbone.name=${screen}`, ...at64, ...folds, ...args]);

  it('is planned with all networks, passes the images once through each, sweeps what it keeps, and says so from then on', async () => {
    const before = await run('plan');
    expect(before.code, before.stderr).toBe(0);
    expect(before.stdout).toContain('small: at most 2 of 4 runs');
    expect(before.stdout).toMatch(
      /Screens 2 networks, keeps 1 by logme of 14 images: first 2 passes \(.*\), then at most 2 runs \(/,
    );

    const mlflow = await sharedMlflow();
    const swept = await run('sweep', '--tracking-uri', mlflow);
    expect(swept.code, swept.stderr).toBe(0);
    const [reason, kept] = /kept (\S+) \S+ of 2 networks, by logme of 14 images; not .*/.exec(swept.stderr)!;
    expect(swept.stderr.match(/features of \S+ +0 of 18 images/g)).toHaveLength(2);
    expect(swept.stderr).toContain('2 finished');

    const plan = await run('plan', '--json');
    const { runs, stages, screen } = JSON.parse(plan.stdout) as {
      runs: { parameters: Record<string, string> }[];
      stages: { cached: boolean }[];
      screen: { images: number; networks: { name: string; kept: boolean; logme: number }[] };
    };
    expect(runs.map(({ parameters }) => parameters['backbone.name'])).toEqual([kept, kept]);
    expect(stages.every(({ cached }) => cached)).toBe(true);
    const [best, other] = screen.networks;
    expect([screen.images, best!.name, best!.kept, other!.kept]).toEqual([14, kept, true, false]);
    expect(best!.logme).toBeGreaterThan(other!.logme);
    expect((await run('plan')).stdout).toContain(`Screened: ${reason}.`);

    const again = await run('sweep');
    expect(again.stdout + again.stderr).toContain('nothing computed');

    const store = join(dataset.folder, 'screened');
    const explained = await thaw([
      'explain',
      (JSON.parse(plan.stdout) as { runs: { id: string }[] }).runs[0]!.id,
      '--store',
      store,
    ]);
    expect(explained.stdout).toContain(`screened: ${reason}`);
    const out = join(dataset.folder, 'screened.html');
    await thaw(['report', '--out', out, '--store', store]);
    expect(await readFile(out, 'utf8')).toContain('1 of 2 networks were kept');
    const { runs: there } = await mlflowRuns(mlflow, 'screened-small');
    const parent = there.find(({ info }) => info.run_name === 'small');
    expect(noteOf(parent!).replaceAll('\\', '')).toContain(`Screened: ${reason}.`);
  });
});

interface MlflowRun {
  readonly info: { readonly run_id: string; readonly run_name: string; readonly status: string };
  readonly data: {
    readonly metrics: readonly { readonly key: string; readonly value: number }[];
    readonly tags: readonly { readonly key: string; readonly value: string }[];
  };
}

const tagOf = ({ data }: MlflowRun, key: string) => data.tags.find((tag) => tag.key === key)?.value;
const noteOf = (run: MlflowRun) => tagOf(run, 'mlflow.note.content') ?? '';

async function mlflowRuns(mlflow: string, experiment: string) {
  const api = `${mlflow}/api/2.0/mlflow`;
  const found = await fetch(`${api}/experiments/get-by-name?experiment_name=${experiment}`);
  const { experiment_id } = ((await found.json()) as { experiment: { experiment_id: string } }).experiment;
  const search = { method: 'POST', body: JSON.stringify({ experiment_ids: [experiment_id] }) };
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${api}/runs/search`, { ...search, headers });
  const { runs } = (await answer.json()) as { runs: readonly MlflowRun[] };
  const childrenOf = ({ info }: MlflowRun) =>
    runs.filter((run) => tagOf(run, 'mlflow.parentRunId') === info.run_id);
  return { runs, childrenOf };
}
