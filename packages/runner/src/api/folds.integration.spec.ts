import { DatasetFixture } from '@thaw/execution/fixtures';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRuns, runSweep, type RunSweepOptions, type SweepEvent } from '../index.js';

let dataset: DatasetFixture;
beforeAll(async () => {
  dataset = await DatasetFixture.ofTwoClasses(9);
});
afterAll(() => dataset.remove());

/** Two configurations, each done in three folds. */
async function sweep(store: string, also: Partial<RunSweepOptions> = {}) {
  const events: SweepEvent[] = [];
  const options = {
    spec: {
      name: 'folded',
      data: { root: 'images', split: { folds: 3 } },
      backbone: { name: 'efficientnet-lite0', imageSize: 64 },
      phases: [{ name: 'head', epochs: 2 }],
      sweep: { objective: { metric: 'val_loss' }, parameters: { 'head.dropout': [0, 0.5] } },
    },
    ...{ cwd: dataset.folder, workspace: dataset.folder, store, backend: 'wasm' },
    env: { ...process.env, MLFLOW_TRACKING_URI: undefined },
    ...also,
    onEvent: (event: SweepEvent) => {
      events.push(event);
      also.onEvent?.(event);
    },
  } satisfies RunSweepOptions;
  const result = await runSweep(options);
  const ended = events.filter((event) => event.type === 'stage-ended');
  const computed = ended
    .filter(({ status }) => status === 'computed')
    .map(({ kind, key }) => `${kind} ${key}`);
  return {
    options,
    result,
    computed,
    of: (kind: string) => computed.filter((each) => each.startsWith(kind)),
  };
}

it('folds share one pass of the images, are ranked as groups, and go on where they were interrupted', async () => {
  const whole = await sweep('whole');
  expect(whole.result.status).toBe('finished');
  expect(['features', 'train', 'evaluate'].map((kind) => whole.of(kind).length)).toEqual([1, 6, 6]);

  const { groups, runs, selection } = whole.result;
  expect(groups.map(({ rank, size }) => [rank, size])).toEqual([
    [1, 3],
    [2, 3],
  ]);
  expect(runs.map(({ validationImages }) => validationImages)).toEqual(Array(6).fill(6));
  for (const { runs: members, value, interval } of groups) {
    const losses = runs.filter(({ id }) => members.includes(id)).map(({ metrics }) => metrics['val_loss']!);
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / 3;
    expect(value).toBeCloseTo(mean, 12);
    expect(interval!.low).toBeLessThan(mean);
    expect(interval!.high).toBeGreaterThan(mean);
  }
  expect(selection).toMatchObject({ groups: 2, parts: 3 });
  const records = await readRuns(whole.options);
  expect(records.map(({ group }) => group?.part).toSorted()).toEqual(
    [1, 1, 2, 2, 3, 3].map((fold) => `fold=${fold}`),
  );

  const stop = new AbortController();
  let over = 0;
  const onEvent = ({ type }: SweepEvent) => type === 'run-ended' && ++over === 2 && stop.abort();
  const broken = await sweep('broken', { signal: stop.signal, onEvent });
  expect(broken.result.status).toBe('interrupted');
  const resumed = await sweep('broken');
  const everything = [...broken.computed, ...resumed.computed];
  expect(everything.toSorted()).toEqual(whole.computed.toSorted());
  expect(resumed.result.groups).toEqual(groups);

  expect((await sweep('broken')).computed).toEqual([]);
});
