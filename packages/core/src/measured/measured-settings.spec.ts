import { describe, expect, it } from 'vitest';
import type { EngineCapabilities } from '../ports/engine.js';
import { candidatesOf, hasTaken, takeFastest, type MeasuredValues } from './measured-settings.js';

const exact: MeasuredValues = { precision: 'float32', compile: 'off' };
const exactCompiled: MeasuredValues = { ...exact, compile: 'always' };
const half: MeasuredValues = { ...exact, precision: 'bfloat16' };
const halfCompiled: MeasuredValues = { ...half, compile: 'always' };

const take = (...measured: readonly (readonly [MeasuredValues, number])[]) =>
  takeFastest(measured.map(([values, seconds]) => ({ values, seconds }))).values;

describe('what is measured', () => {
  it('is the first, unless another is a tenth faster', () => {
    expect(take([exact, 10], [half, 20])).toEqual(exact);
    expect(take([exact, 10], [half, 9.5])).toEqual(exact);
    expect(take([exact, 11], [half, 10])).toEqual(half);
    expect(take([exact, 20], [half, 10])).toEqual(half);
    expect(take([exact, 10], [exactCompiled, 9.5])).toEqual(exact);
    expect(take([exact, 11], [exactCompiled, 10])).toEqual(exactCompiled);
  });

  it('is none that is hardly faster than one that comes before it', () => {
    expect(take([exact, 20], [exactCompiled, 19], [half, 10], [halfCompiled, 9.5])).toEqual(half);
    expect(take([exact, 20], [exactCompiled, 19], [half, 10], [halfCompiled, 5])).toEqual(halfCompiled);
    expect(take([exact, 20], [exactCompiled, 8], [half, 10], [halfCompiled, 7.5])).toEqual(exactCompiled);
  });

  it('is one that the backend knows, single precision as the device has it fast, and every pair of both', () => {
    const backend: EngineCapabilities = {
      precisions: ['float32', 'bfloat16'],
      untrainable: [],
      rematerialises: true,
      compiles: true,
    };
    expect(candidatesOf({}, backend)).toEqual([exact, exactCompiled, half, halfCompiled]);
    expect(candidatesOf({ compile: 'off' }, backend)).toEqual([exact, half]);
    expect(candidatesOf({ precision: 'bfloat16' }, backend)).toEqual([half, halfCompiled]);
    expect(candidatesOf({}, { ...backend, compiles: false })).toEqual([exact, half]);
    expect(candidatesOf({}, { ...backend, precisions: ['float32'], compiles: false })).toEqual([exact]);
    const gpu: EngineCapabilities = { ...backend, precisions: ['float32', 'tensorfloat32', 'bfloat16'] };
    expect(candidatesOf({ compile: 'off' }, gpu)).toEqual([{ ...exact, precision: 'tensorfloat32' }, half]);
  });

  it('was taken for what has all of its values in its network', () => {
    const network = { name: 'tiny', imageSize: 32 };
    const taken = { network, values: halfCompiled };
    expect(hasTaken(taken, network, { precision: 'bfloat16', compile: 'always' })).toBe(true);
    expect(hasTaken(taken, network, { precision: 'bfloat16' })).toBe(false);
    expect(hasTaken(taken, { ...network, imageSize: 64 }, halfCompiled)).toBe(false);
    expect(hasTaken({ network, values: exact }, network, {})).toBe(true);
  });
});
