import { encodeSafetensors } from '@thaw/backbones/safetensors';
import { describe, expect, it } from 'vitest';
import { compareJson, compareNumbers, compareTensors } from './compare-blobs.js';

const tensors = (values: Readonly<Record<string, readonly number[]>>, metadata = {}) =>
  encodeSafetensors(
    new Map(
      Object.entries(values).map(([name, data]) => [
        name,
        { shape: [data.length], data: Float32Array.from(data) },
      ]),
    ),
    metadata,
  );

describe('two results', () => {
  it('agree where every bit does', () => {
    const a = tensors({ kernel: [1, NaN], bias: [0] });
    expect(compareTensors('epoch.safetensors', a, a.slice())).toEqual([]);
    const numbers = Float32Array.of(1, 2, NaN, -0);
    expect(compareNumbers('pool', numbers, numbers.slice())).toEqual([]);
    expect(compareJson('result.json', { a: [1, 'x', null] }, { a: [1, 'x', null] })).toEqual([]);
  });

  it('differ tensor by tensor, by their largest difference', () => {
    const [a, b] = [tensors({ kernel: [1, 2], bias: [0] }), tensors({ kernel: [1.5, 1.75], bias: [0] })];
    expect(compareTensors('e', a, b)).toEqual([{ what: 'kernel in e', maxDifference: 0.5 }]);
  });

  it('differ without a number where one lacks what the other has, or is no number', () => {
    const a = tensors({ kernel: [1], bias: [0] });
    expect(compareTensors('e', a, tensors({ kernel: [1] }))).toEqual([{ what: 'bias in e' }]);
    expect(compareTensors('e', a, tensors({ kernel: [1], bias: [NaN] }))).toEqual([
      { what: 'bias in e', maxDifference: Infinity },
    ]);
    expect(compareJson('r', { a: 1 }, { b: 1 })).toEqual([{ what: 'r' }]);
    expect(compareJson('r', { a: 'x' }, { a: 'y' })).toEqual([{ what: 'r' }]);
  });

  it('differ where only the sign of a zero does', () => {
    const [a, b] = [Float32Array.of(0, 0), Float32Array.of(-0, 0)];
    expect(compareNumbers('pool', a, b)).toEqual([{ what: 'pool', maxDifference: 0 }]);
  });
});
