import { DatasetFixture } from '@thaw/execution/fixtures';
import { stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  planSweep,
  readRuns,
  runSweep,
  ThawError,
  validateSpec,
  type RunSweepOptions,
  type Spec,
  type SweepEvent,
  type SweepResult,
} from '../index.js';

let dataset: DatasetFixture;
beforeAll(async () => {
  dataset = await DatasetFixture.ofTwoClasses(8);
});
afterAll(() => dataset.remove());

const photos: Spec = {
  name: 'photos',
  data: { root: 'images', split: { validation: 0.25 } },
  backbone: { name: 'mobilenetv2', weights: 'random', imageSize: 32 },
  phases: [{ name: 'head', trainable: 'none', epochs: 3, optimizer: { name: 'adam', learningRate: 0.01 } }],
  sweep: { parameters: { 'head.dropout': [0, 0.5] } },
};

/** In a store of the test's own, on wasm, for which nothing has to be installed. */
const optionsIn = (store: string, rest: Partial<RunSweepOptions> = {}): RunSweepOptions => ({
  ...{ spec: photos, cwd: dataset.folder, workspace: dataset.folder, store, backend: 'wasm' },
  ...{ env: { ...process.env, MLFLOW_TRACKING_URI: undefined }, ...rest },
});

async function problemsOf(work: Promise<unknown>) {
  const error = await work.then(
    () => expect.unreachable(),
    (thrown: unknown) => thrown,
  );
  if (error instanceof ThawError) return error.problems;
  throw error;
}

describe('a spec that is an object', () => {
  it('is valid as it would be in a file, and says which runs it comes to', async () => {
    const valid = await validateSpec(optionsIn('valid'));
    expect(valid).toMatchObject({ name: 'photos', warnings: [], objective: { metric: 'val_accuracy' } });
    expect(valid.runs.map(({ parameters }) => parameters)).toEqual([
      { 'head.dropout': 0 },
      { 'head.dropout': 0.5 },
    ]);
    await dataset.file('../photos.yaml', stringify(photos));
    expect(await validateSpec(optionsIn('valid', { spec: 'photos.yaml' }))).toEqual(valid);
  });

  it('is refused with the way to each mistake, also where its data is not there', async () => {
    const ways = async (parts: object) =>
      (await problemsOf(validateSpec(optionsIn('wrong', { spec: { ...photos, ...parts } })))).map(
        ({ code, position }) => [code, position?.keys],
      );
    expect(await ways({ phases: [{ name: 'head', epochs: 0 }], head: { pool: 'none' } })).toEqual(
      expect.arrayContaining([['THAW-SPEC-WRONG-VALUE', ['phases', 0, 'epochs']]]),
    );
    expect(await ways({ data: { root: 'imagse' } })).toEqual([['THAW-DATA-NO-FOLDER', ['data', 'root']]]);
  });

  it('is planned without being run: what it shares, and what of it is stored', async () => {
    const plan = await planSweep(optionsIn('planned'));
    expect(plan.runs).toHaveLength(2);
    expect(plan.stages.map(({ kind, cached, runs }) => [kind, cached, runs.length])).toEqual(
      expect.arrayContaining([['features', false, 2]]),
    );
    expect(plan.estimate.memoryBytes).toBeGreaterThan(0);
  });
});

describe('a sweep from code', () => {
  const events: SweepEvent[] = [];
  let result: SweepResult;
  beforeAll(async () => {
    result = await runSweep(optionsIn('swept', { onEvent: (event) => void events.push(event) }));
  });

  it('gives its runs, the best first, each with its settings and metrics', () => {
    const { name, status, swept, runs, best } = result;
    expect({ name, status, swept }).toEqual({
      name: 'photos',
      status: 'finished',
      swept: ['head.dropout'],
    });
    expect(runs).toHaveLength(2);
    expect(best).toBe(runs[0]);
    expect(best).toMatchObject({ rank: 1, status: 'finished', config: { batchSize: 32 } });
    const accuracies = runs.map(({ metrics }) => metrics['val_accuracy']!);
    expect(accuracies[0]).toBeGreaterThanOrEqual(accuracies[1]!);
    expect(result.selection).toMatchObject({
      ...{ groups: 2, over: 'images' },
      parts: runs[0]!.validationImages,
    });
  });

  it('tells what happens as it happens', () => {
    const types = events.map(({ type }) => type).filter((type) => type !== 'progress' && type !== 'notice');
    expect(types[0]).toBe('sweep-started');
    expect(types.filter((type) => type === 'epoch')).toHaveLength(6);
    expect(types.at(-1)).toBe('sweep-ended');
  });

  it('leaves runs that can be read', async () => {
    const place = { cwd: dataset.folder, store: 'swept' };
    const [first, ...rest] = await readRuns({ ...place, sort: 'val_accuracy' });
    expect(first).toMatchObject({ id: result.best!.id, sweepName: 'photos', status: 'finished' });
    expect(rest).toHaveLength(1);
    expect(await readRuns({ ...place, status: ['failed'] })).toEqual([]);
    expect(await problemsOf(readRuns({ ...place, store: 'nowhere' }))).toMatchObject([
      { code: 'THAW-STORE-MISSING' },
    ]);
  });

  it('computes nothing the second time', async () => {
    const again = await runSweep(optionsIn('swept', { onEvent: (event) => void events.push(event) }));
    expect(events.at(-1)).toMatchObject({ type: 'sweep-ended', computed: 0 });
    expect(again.runs).toEqual(result.runs);
  });
});

describe('a sweep that its caller ends', () => {
  it('is interrupted by the signal, and the same call goes on', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    const onEvent = (event: SweepEvent) => {
      seen.push(event.type);
      if (event.type === 'epoch') stop.abort();
    };
    const interrupted = await runSweep(optionsIn('ended', { signal: stop.signal, onEvent }));
    expect(interrupted.status).toBe('interrupted');
    expect(interrupted.best).toBeUndefined();
    const before = seen.filter((type) => type === 'epoch').length;
    const resumed = await runSweep(optionsIn('ended', { onEvent: ({ type }) => void seen.push(type) }));
    expect(resumed).toMatchObject({ status: 'finished', best: { rank: 1 } });
    // No epoch is trained twice: two runs have three each.
    expect(before).toBeGreaterThan(0);
    expect(seen.filter((type) => type === 'epoch').length).toBeLessThanOrEqual(6);
  });

  it('does not begin where the signal has fired', async () => {
    const signal = AbortSignal.abort();
    await expect(runSweep(optionsIn('never', { signal }))).rejects.toBe(signal.reason);
  });

  it('ends with what the callback throws', async () => {
    // Not one of Thaw's own files, so not an error of Thaw's.
    const error = Object.assign(new Error('the disk of my notebook is full'), {
      code: 'ENOSPC',
      path: '/notebook',
    });
    const onEvent = ({ type }: SweepEvent) => {
      if (type === 'epoch') throw error;
    };
    await expect(runSweep(optionsIn('thrown', { onEvent }))).rejects.toBe(error);
    expect((await readRuns({ cwd: dataset.folder, store: 'thrown' }))[0]!.status).toBe('interrupted');
  });

  it('is refused as a command would refuse it, before anything is written', async () => {
    const spec = { ...photos, phases: [{ name: 'head' }] } as Spec;
    expect(await problemsOf(runSweep(optionsIn('refused', { spec })))).toMatchObject([
      { code: 'THAW-SPEC-MISSING-KEY', position: { file: 'spec', keys: ['phases', 0] } },
    ]);
  });
});
