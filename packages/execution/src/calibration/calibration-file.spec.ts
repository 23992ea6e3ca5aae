import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Calibration } from './calibration.js';
import { latestCalibration, readCalibration, thisCpu, writeCalibration } from './calibration-file.js';

const work = { matrixFlops: 1, depthwiseFlops: 1, elementBytes: 1 };
const on = (description: string, usedMs: number, cpu = thisCpu()): Calibration => ({
  machine: { engine: 'portable', backend: 'tensorflow', description, ...cpu },
  speed: {
    forward: work,
    training: work,
    secondsPerStep: 1,
    secondsPerStage: 1,
    secondsPerLayer: 0,
    decodesBeside: false,
    secondsPerImage: 1,
    secondsPerImageByte: 0,
    secondsPerAugmentedPixel: 1,
    secondsPerWrite: 1,
    diskBytes: 1,
  },
  isQuiet: true,
  ratios: { 'train head': [1.5] },
  usedMs,
});

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'thaw-calibration-'))));
afterEach(() => rm(folder, { recursive: true }));

describe('a stored calibration', () => {
  it('is read back for the same library on the same machine, and for no other', async () => {
    const stored = on('tensorflow 2.21.0', 1);
    await writeCalibration(folder, stored);
    expect(await readCalibration(folder, stored.machine)).toEqual(stored);
    expect(await readCalibration(folder, on('tensorflow 2.22.0', 1).machine)).toBeUndefined();
  });

  it('is, for a plan, the one that this processor used last', async () => {
    await writeCalibration(folder, on('old', 1));
    await writeCalibration(folder, on('recent', 2));
    await writeCalibration(folder, on('elsewhere', 3, { cpu: 'another', threads: 64 }));
    expect((await latestCalibration(folder))?.machine.description).toBe('recent');
  });

  it('is of the device that is asked for, whichever was used last', async () => {
    const onGpu = on('card', 1);
    await writeCalibration(folder, { ...onGpu, machine: { ...onGpu.machine, device: 'gpu' } });
    await writeCalibration(folder, on('processor', 2));
    const found = async (asked?: Parameters<typeof latestCalibration>[1]) =>
      (await latestCalibration(folder, asked))?.machine.description;
    expect(await found({ onGpu: true })).toBe('card');
    expect(await found({ onGpu: false })).toBe('processor');
    expect(await found({ backend: 'wasm' })).toBeUndefined();
    expect(await found()).toBe('processor');
  });

  it('is as good as none when its file is damaged, or there is no folder', async () => {
    expect(await latestCalibration(folder)).toBeUndefined();
    const { machine } = on('damaged', 1);
    await writeCalibration(folder, on('damaged', 1));
    const [file] = await readdir(join(folder, 'calibration'));
    const damaged = on('damaged', 1);
    for (const text of [
      ...['{"machine"', '{}', 'null', '[]'],
      ...[
        { ratios: { key: 1 } },
        { speed: {} },
        { usedMs: 'now' },
        { machine: null },
        { machine: undefined },
      ].map((part) => JSON.stringify({ ...damaged, ...part })),
      JSON.stringify({ ...damaged, speed: { ...damaged.speed, diskBytes: -1 } }),
    ]) {
      await writeFile(join(folder, 'calibration', file!), text);
      expect(await readCalibration(folder, machine)).toBeUndefined();
      expect(await latestCalibration(folder)).toBeUndefined();
    }
  });
});
