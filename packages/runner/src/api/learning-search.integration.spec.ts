import type { Costs, ParameterValues, Search, Spec } from '@thaw/core';
import { DatasetFixture } from '@thaw/execution/fixtures';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRuns, runSweep, type RunSweepOptions, type SweepEvent } from '../index.js';
import { inCall } from './call.js';
import { openSession } from './open-session.js';
import { prepare } from './prepare.js';
import { sweepPrepared } from './sweep-prepared.js';

let dataset: DatasetFixture;
beforeAll(async () => {
  dataset = await DatasetFixture.ofTwoClasses(8);
});
afterAll(() => dataset.remove());

const options = (onEvent: (event: SweepEvent) => void): RunSweepOptions => ({
  spec: {
    name: 'learning',
    data: { root: 'images', split: { validation: 0.25 } },
    backbone: { name: 'mobilenetv2', weights: 'random', imageSize: 32 },
    phases: [{ name: 'head', epochs: 1 }],
    sweep: {
      objective: { metric: 'val_loss' },
      parameters: { 'phases.head.epochs': [1], 'head.dropout': [0] },
    },
  },
  ...{ cwd: dataset.folder, workspace: dataset.folder, store: 'store', backend: 'wasm', onEvent },
  env: { ...process.env, MLFLOW_TRACKING_URI: undefined },
});

/** Tries 1, 2 and 4 epochs, and then as many with dropout, each once it knows what came of the one before. */
function doubling(told: [ParameterValues, Costs | undefined][]): Search {
  const points = [1, 2, 4, 4].map((epochs, index) => ({
    'phases.head.epochs': epochs,
    'head.dropout': index === 3 ? 0.5 : 0,
  }));
  let asked = 0;
  return {
    certain: () => (asked === 0 ? points.slice(0, 1) : []),
    ask: () => (asked > told.length ? 'wait' : points[asked++]),
    tell: (point, value) => told.push([point, value]),
  };
}

it('a search that learns has runs join the sweep, which share what is stored, and goes on where it was', async () => {
  const sweep = async () => {
    const told: [ParameterValues, Costs | undefined][] = [];
    const events: SweepEvent[] = [];
    const asked = options((event) => events.push(event));
    const result = await inCall(asked, async (call) => {
      const session = await openSession(asked, call);
      const prepared = await prepare(asked, session, call);
      const loaded = { ...prepared.loaded, search: () => doubling(told) };
      return sweepPrepared({ ...prepared, loaded }, asked, session, call);
    });
    const stages = events.filter((event) => event.type === 'stage-ended');
    const computed = (kind: string) =>
      stages.filter((stage) => stage.kind === kind && stage.status === 'computed').length;
    return { told, result, computed };
  };
  const { told, result, computed } = await sweep();
  expect(result.status).toBe('finished');
  expect(told.map(([point]) => point['phases.head.epochs'])).toEqual([1, 2, 4, 4]);
  const losses = told.map(([, value]) => value);
  expect(losses.every((loss) => typeof loss === 'number' && Number.isFinite(loss))).toBe(true);
  // One trajectory is followed further and further; dropout is another.
  expect([computed('features'), computed('train'), computed('evaluate')]).toEqual([1, 4, 4]);
  const runs = await readRuns({ ...options(() => {}) });
  expect(runs.map(({ status }) => status)).toEqual(Array(4).fill('finished'));

  const again = await sweep();
  expect(again.told).toEqual(told);
  expect([again.computed('features'), again.computed('train'), again.computed('evaluate')]).toEqual([
    0, 0, 0,
  ]);
});

it('a search by tpe that was interrupted goes on to the runs of one that was not', async () => {
  const { spec, ...rest } = options(() => {});
  const sweep: Spec['sweep'] = {
    method: 'tpe',
    runs: 5,
    startup: 2,
    objective: { metric: 'val_loss' },
    parameters: {
      'head.hidden': [[], [4]],
      'head.dropout': { uniform: [0, 0.6], when: { 'head.hidden': [[4]] } },
    },
  };
  const searching = (store: string, also: Partial<RunSweepOptions> = {}) =>
    runSweep({ ...rest, store, spec: { ...(spec as Spec), sweep }, ...also });
  const whole = await searching('whole');
  expect(whole.runs).toHaveLength(5);
  const stop = new AbortController();
  let ended = 0;
  const onEvent = ({ type }: SweepEvent) => type === 'run-ended' && ++ended === 2 && stop.abort();
  const broken = await searching('broken', { signal: stop.signal, onEvent });
  expect(broken.status).toBe('interrupted');
  const resumed = await searching('broken');
  expect(resumed.runs.map(({ id }) => id).toSorted()).toEqual(whole.runs.map(({ id }) => id).toSorted());
});
