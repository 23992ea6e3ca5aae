import { backbones } from '@thaw/backbones';
import { loadSpec, planSweep, ThawError, type Launcher, type Precision } from '@thaw/core';
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
const loaded = loadSpec(spec, { file: 'flowers.yaml', backbones, resolvePath: (path) => path });
const [question] = loaded.questions;
const plan = planSweep({
  runs: loaded.runs,
  backbones,
  datasetOf: () => ({ indexHash: '', imagesHash: '', classes: ['a', 'b'], images: 4, hasTestImages: false }),
  weightsOf: () => 'random:42',
});
const datasets = { get: () => ({ images: { length: 4 }, classes: ['a', 'b'] }) };
const prepared = {
  ...{ loaded: { measured: [{ question, taken: undefined }] }, plan, datasets },
} as unknown as PreparedSweep;

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'thaw-decide-'))));
afterEach(() => rm(folder, { recursive: true }));

/** Decides on a machine on which a step takes so long, or fails. */
async function decide(
  secondsIn: (precision: Precision) => number | Promise<number>,
  {
    precisions = ['float32', 'bfloat16'],
    again = false,
    signal = new AbortController().signal,
  }: {
    readonly precisions?: readonly Precision[];
    readonly again?: boolean;
    readonly signal?: AbortSignal;
  } = {},
) {
  const notices: string[] = [];
  const launcher: Launcher = {
    capacity: 1,
    open: () =>
      Promise.resolve({
        ...{ engine: 'portable', backend: 'tensorflow', description: 'a machine' },
        capabilities: { precisions, untrainable: [], rematerialises: true, compiles: false },
      }),
    execute: () => Promise.reject(new Error('nothing is to be computed')),
    measureShape: async (_shape, { precision }) => ({
      ...{ setUpSeconds: 0, secondsPerStep: await secondsIn(precision) },
    }),
    close: () => Promise.resolve(),
  };
  const answers = await decideMeasured(prepared, {
    ...{ open: () => launcher, cacheFolder: folder, again, signal },
    ...{ onProgress: () => {}, onNotice: (line) => notices.push(line) },
  });
  return { taken: answers.get(question!.id), kept: await readTaken(folder, undefined, question!), notices };
}
const outOfMemory = () => {
  throw new ThawError({ code: 'THAW-RUN-OUT-OF-MEMORY', message: 'memory ran out' });
};
const bfloat16IsFaster = (precision: Precision) => (precision === 'bfloat16' ? 1 : 2);

describe('what is left to measuring', () => {
  it('is the faster one, and kept', async () => {
    const { taken, kept, notices } = await decide(bfloat16IsFaster);
    expect(taken).toMatchObject({ value: 'bfloat16' });
    expect(kept).toEqual(taken);
    expect(notices).toHaveLength(1);
  });

  it('is what another sweep has kept meanwhile, unless it is to be decided again', async () => {
    const slower = async (precision: Precision) => {
      const answer = { ...(await decide(bfloat16IsFaster)).taken!, value: 'float32' as const };
      await keepTaken(folder, undefined, question!, answer, { replaces: true });
      return bfloat16IsFaster(precision);
    };
    expect((await decide(slower)).taken).toMatchObject({ value: 'float32' });
    const again = await decide(bfloat16IsFaster, { again: true });
    expect([again.taken, again.kept]).toMatchObject([{ value: 'bfloat16' }, { value: 'bfloat16' }]);
  });

  it('is none that finds no memory', async () => {
    const { kept, notices } = await decide((precision) => (precision === 'float32' ? outOfMemory() : 1));
    expect(kept).toMatchObject({ value: 'bfloat16', seconds: { bfloat16: expect.any(Number) } });
    expect(notices).toEqual([expect.stringContaining('nothing else could be measured')]);
  });

  it('is the first and not kept where none can be measured', async () => {
    const { taken, kept, notices } = await decide(outOfMemory);
    expect(taken).toMatchObject({ value: 'float32', seconds: {} });
    expect(kept).toBeUndefined();
    expect(notices).toEqual([expect.stringContaining('memory ran out')]);
  });

  it('is the only one there is, kept without measuring', async () => {
    const { kept, notices } = await decide(outOfMemory, { precisions: ['float32'] });
    expect(kept).toMatchObject({ value: 'float32', seconds: {} });
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
});
