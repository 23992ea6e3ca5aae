import { describe, expect, it } from 'vitest';
import type { BaseSpeed } from './machine-speed.js';
import { noDemand, type StageDemand } from './stage-demand.js';
import { rawSeconds } from './stage-seconds.js';

const rate = (each: number) => ({ matrixFlops: each, depthwiseFlops: each, elementBytes: each });
const passes = { forward: rate(10), training: rate(10), secondsPerLayer: 0.1 };
const speed: BaseSpeed = {
  ...passes,
  decodesBeside: false,
  secondsPerStep: 0,
  secondsPerStage: 0.5,
  secondsPerImage: 1,
  secondsPerImageByte: 0,
  secondsPerAugmentedPixel: 0,
  diskBytes: Infinity,
  secondsPerWrite: 0,
};
const demand: StageDemand = {
  ...noDemand,
  decodedImages: 30,
  forward: { matrixFlops: 500, depthwiseFlops: 0, elementBytes: 0 },
  steps: 10,
};

describe('the seconds of a stage', () => {
  it('are those of decoding and of computing together where one processor does both', () => {
    expect(rawSeconds(demand, speed)).toBe(30 + 50 + 0.5);
  });

  it('are the longer of the two where images are decoded beside the steps', () => {
    const gpu = { ...speed, decodesBeside: true };
    expect(rawSeconds(demand, gpu)).toBe(50 + 0.5);
    expect(rawSeconds({ ...demand, decodedImages: 80 }, gpu)).toBe(80 + 0.5);
  });

  it('have the loading of a graph, by its layers, where one is loaded', () => {
    expect(rawSeconds({ ...demand, loadedLayers: 20 }, speed)).toBe(30 + 50 + 0.5 + 2);
  });

  it('have the compiling of what is to be compiled, as it was measured or as a first estimate says', () => {
    const compiled: StageDemand = {
      ...demand,
      codes: [
        { pass: 'step', size: 8, layers: 30 },
        { pass: 'inference', size: 4, layers: 10 },
      ],
    };
    expect(rawSeconds(compiled, { ...speed, secondsPerCompiledLayer: 2 })).toBe(30 + 50 + 0.5 + 80);
    expect(rawSeconds(compiled, speed)).toBeCloseTo(30 + 50 + 0.5 + 6);
  });

  it('are by the speed of the precision that is computed in', () => {
    const bfloat16 = { forward: rate(100), training: rate(100), secondsPerLayer: 0.4 };
    const half: StageDemand = { ...demand, precision: 'bfloat16', loadedLayers: 20 };
    expect(rawSeconds(half, { ...speed, bfloat16 })).toBe(30 + 5 + 0.5 + 8);
    expect(rawSeconds({ ...half, precision: 'tensorfloat32' }, { ...speed, bfloat16 })).toBe(
      30 + 50 + 0.5 + 2,
    );
  });
});
