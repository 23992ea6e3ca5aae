import { describe, expect, it } from 'vitest';
import type { BaseSpeed } from '@thaw/core';
import { machineSpeed, refine, type Calibration } from './calibration.js';

const work = { matrixFlops: 1e11, depthwiseFlops: 1e10, elementBytes: 1e10 };
const speed: BaseSpeed = {
  forward: work,
  training: work,
  secondsPerStep: 0.001,
  secondsPerStage: 0.1,
  secondsPerLayer: 0,
  decodesBeside: false,
  secondsPerImage: 0.005,
  secondsPerImageByte: 0,
  secondsPerAugmentedPixel: 1e-7,
  secondsPerWrite: 0.001,
  diskBytes: 5e8,
};
const fresh: Calibration = {
  machine: { engine: 'portable', backend: 'cpu', description: 'cpu', cpu: 'a cpu', threads: 2 },
  speed,
  isQuiet: true,
  ratios: {},
  usedMs: 0,
};
const seen = (...ratios: number[]) => ratios.map((ratio) => ({ key: 'train xception', ratio }));
const correction = (calibration: Calibration) =>
  machineSpeed(calibration).corrections['train xception']?.usual;

describe('what a machine is known to take', () => {
  it('is the median of what was seen, which one disturbed stage does not move', () => {
    expect(correction(refine(fresh, seen(2, 2.2, 50), 1))).toBe(2.2);
    expect(correction(refine(fresh, seen(2, 2.2), 1))).toBeCloseTo(2.1);
  });

  it('forgets what is long ago', () => {
    const slow = refine(fresh, seen(...Array(20).fill(9)), 1);
    expect(correction(refine(slow, seen(...Array(9).fill(1)), 2))).toBe(1);
  });

  it('is as measured where nothing was seen', () => {
    expect(machineSpeed(fresh)).toEqual({ ...speed, corrections: {} });
  });
});
