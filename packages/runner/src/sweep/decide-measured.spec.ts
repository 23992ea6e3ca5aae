import { backbones } from '@thaw/backbones';
import {
  loadSpec,
  planSweep,
  ThawError,
  type Launcher,
  type MeasuredValues,
  type Precision,
  type ShapeTimes,
} from '@thaw/core';
import { keepTaken, readTaken } from '@thaw/execution/calibration';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decideMeasured } from './decide-measured.js';
import type { PreparedSweep } from './prepare-sweep.js';

const spec = `
name: flowers
data: { root: images }
backbone: { name: mobilenetv2, weights: random, imageSize: 32 }
precision: auto
phases:
  - { name: extract, epochs: 1 }
`;

/** A sweep of 320 images that has been planned, and what it leaves to measuring. */
function plannedSweep(text: string) {
  const loaded = loadSpec(text, { file: 'flowers.yaml', backbones, resolvePath: (path) => path });
  const [question] = loaded.questions;
  const plan = planSweep({
    runs: loaded.runs,
    backbones,
    datasetOf: () => ({
      indexHash: '',
      imagesHash: '',
      classes: ['a', 'b'],
      images: 320,
      hasTestImages: false,
    }),
    weightsOf: () => 'random:42',
  });
  const datasets = { get: () => ({ images: { length: 320 }, classes: ['a', 'b'] }) };
  const measured = [{ question, taken: undefined }];
  return {
    prepared: { loaded: { measured }, plan, datasets } as unknown as PreparedSweep,
    question: question!,
  };
}
const { question } = plannedSweep(spec);

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'thaw-decide-'))));
afterEach(() => rm(folder, { recursive: true }));

type TimesWith = (values: MeasuredValues) => Partial<ShapeTimes> | Promise<Partial<ShapeTimes>>;

/** Decides on a machine on which shapes take so long, or fail. */
async function decide(
  timesWith: TimesWith,
  {
    of = spec,
    precisions = ['float32', 'bfloat16'],
    replaces = false,
    signal = new AbortController().signal,
  }: {
    readonly of?: string;
    readonly precisions?: readonly Precision[];
    readonly replaces?: boolean;
    readonly signal?: AbortSignal;
  } = {},
) {
  const { prepared, question } = plannedSweep(of);
  const notices: string[] = [];
  const asked: MeasuredValues[] = [];
  const launcher: Launcher = {
    capacity: 1,
    open: () =>
      Promise.resolve({
        ...{ engine: 'portable', backend: 'tensorflow', description: 'a machine' },
        capabilities: { precisions, untrainable: [], rematerialises: true, compiles: true },
      }),
    execute: () => Promise.reject(new Error('nothing is to be computed')),
    async measureShape(_shape, values) {
      asked.push(values);
      return { setUpSeconds: 0, secondsPerStep: 1, ...(await timesWith(values)) };
    },
    close: () => Promise.resolve(),
  };
  const answers = await decideMeasured(prepared, {
    ...{ open: () => launcher, cacheFolder: folder, replaces, signal },
    ...{ onProgress: () => {}, onNotice: (line) => notices.push(line) },
  });
  const kept = await readTaken(folder, undefined, question);
  return { taken: answers.get(question.id), kept, notices, asked };
}
const outOfMemory = () => {
  throw new ThawError({ code: 'THAW-RUN-OUT-OF-MEMORY', message: 'memory ran out' });
};
const half: MeasuredValues = { precision: 'bfloat16', compile: 'off' };
const exact: MeasuredValues = { ...half, precision: 'float32' };
const bfloat16IsFaster: TimesWith = ({ precision }) => ({ secondsPerStep: precision === 'bfloat16' ? 1 : 2 });

describe('what is left to measuring', () => {
  it('is the faster one, and kept', async () => {
    const { taken, kept, notices } = await decide(bfloat16IsFaster);
    expect(taken).toMatchObject({ values: half });
    expect(kept).toEqual(taken);
    expect(notices).toHaveLength(1);
  });

  it('is what another sweep has kept meanwhile, unless it is to be decided again', async () => {
    const slower: TimesWith = async (values) => {
      const answer = { ...(await decide(bfloat16IsFaster)).taken!, values: exact };
      await keepTaken(folder, undefined, question, answer, { replaces: true });
      return bfloat16IsFaster(values);
    };
    expect((await decide(slower)).taken).toMatchObject({ values: exact });
    const again = await decide(bfloat16IsFaster, { replaces: true });
    expect([again.taken, again.kept]).toMatchObject([{ values: half }, { values: half }]);
  });

  it('is none that finds no memory', async () => {
    const { kept, notices } = await decide(({ precision }) => (precision === 'float32' ? outOfMemory() : {}));
    expect(kept).toMatchObject({ values: half, candidates: [{ values: half }] });
    expect(notices).toEqual([expect.stringContaining('nothing else could be measured')]);
  });

  it('is the first and not kept where none can be measured', async () => {
    const { taken, kept, notices } = await decide(outOfMemory);
    expect(taken).toMatchObject({ values: exact, candidates: [] });
    expect(kept).toBeUndefined();
    expect(notices).toEqual([expect.stringContaining('memory ran out')]);
  });

  it('is the only one there is, kept without measuring', async () => {
    const { kept, notices } = await decide(outOfMemory, { precisions: ['float32'] });
    expect(kept).toMatchObject({ values: exact, candidates: [] });
    expect(notices).toEqual([expect.stringContaining('there was nothing to measure')]);
  });

  it('is not decided by a sweep that is broken off, or by a defect', async () => {
    const control = new AbortController();
    const abort = () => {
      control.abort(new Error('broken off'));
      return outOfMemory();
    };
    await expect(decide(abort, { signal: control.signal })).rejects.toThrow('broken off');
    const defect = () => Promise.reject(new TypeError('a defect'));
    await expect(decide(defect)).rejects.toThrow('a defect');
  });

  it('weighs what compiling takes, for each size of batch, against what it saves of the steps', async () => {
    const compiled = (epochs: number) => `
${spec.replace('precision: auto', 'compile: auto')}  - { name: fine-tune, trainable: all, epochs: ${epochs} }
`;
    // Of training 9 steps an epoch, with another size of batch at its end, and of validation the same at a third.
    const faster: TimesWith = ({ compile }) =>
      compile === 'always' ? { setUpSeconds: 30, secondsPerStep: 0.5 } : {};
    const short = await decide(faster, { of: compiled(1) });
    expect(short.taken).toMatchObject({ settings: ['compile'], values: exact });
    await rm(join(folder, 'calibration'), { recursive: true });
    const long = await decide(faster, { of: compiled(100) });
    expect(long.kept).toMatchObject({ values: { ...exact, compile: 'always' } });
    expect(long.notices).toEqual([
      expect.stringMatching(
        /^compile: auto is always for mobilenetv2 at 32 px: \d+ s against \d+ s with off/,
      ),
    ]);
    // What was kept first counts, for fewer steps too.
    expect((await decide(faster, { of: compiled(1) })).taken).toEqual(long.taken);
  });

  it('is a pair where both are, and measures no shape more of one that is beaten', async () => {
    const both = `
${spec.replace('precision: auto', 'precision: auto\ncompile: auto')}  - { name: fine-tune, trainable: all, epochs: 3 }
`;
    const { taken, notices, asked } = await decide(
      ({ precision, compile }) => ({
        setUpSeconds: compile === 'always' ? 1000 : 0,
        secondsPerStep: precision === 'bfloat16' ? 1 : 2,
      }),
      { of: both },
    );
    const count = (of: MeasuredValues) =>
      asked.filter((each) => JSON.stringify(each) === JSON.stringify(of)).length;
    expect(taken).toMatchObject({ settings: ['precision', 'compile'], values: half });
    expect([exact, half].map(count)).toEqual([2, 2]);
    expect([exact, half].map((each) => count({ ...each, compile: 'always' }))).toEqual([1, 1]);
    expect(notices).toEqual([
      expect.stringMatching(
        /^precision: auto and compile: auto are bfloat16 and off for .*: \d+ s against \d+ s with float32 and off, over \d+ s with float32 and always, over/,
      ),
    ]);
  });
});
