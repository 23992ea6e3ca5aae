import type { FeatureOutput } from '@thaw/execution/stages';
import { encodeSafetensors } from '@thaw/execution/store';
import { describe, expect, it } from 'vitest';
import { compareJson, compareShards, compareTensors } from './compare-blobs.js';

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

const shardsOf = (type: FeatureOutput['type']) =>
  compareShards({ outputs: [{ layer: 'pool', shape: [2], type }], rows: 2, rowsPerShard: 2, skipped: [] });
const bytes = (array: ArrayBufferView) => new Uint8Array(array.buffer);

describe('two results', () => {
  it('agree where every bit does', () => {
    const a = tensors({ kernel: [1, NaN], bias: [0] });
    expect(compareTensors('epoch.safetensors', a, a.slice())).toEqual([]);
    const shard = bytes(Float32Array.of(1, 2, NaN, -0));
    expect(shardsOf('float32')('pool.00000', shard, shard.slice())).toEqual([]);
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

  it.each([
    ['float32', bytes(Float32Array.of(0, 1, 2, 3)), bytes(Float32Array.of(0, 1, 2, 3.25)), 0.25],
    ['float16', bytes(Uint16Array.of(0x3c00, 0, 0, 0)), bytes(Uint16Array.of(0x4000, 0, 0, 0)), 1],
    ['uint8', Uint8Array.of(1, 2, 3, 250), Uint8Array.of(1, 2, 3, 240), 10],
  ] as const)('differ as features of %s by numbers, not by bytes', (type, a, b, maxDifference) => {
    expect(shardsOf(type)('pool.00000', a, b)).toEqual([{ what: 'pool.00000', maxDifference }]);
  });

  it('differ where only the sign of a zero does', () => {
    const [a, b] = [bytes(Float32Array.of(0, 0, 0, 0)), bytes(Float32Array.of(-0, 0, 0, 0))];
    expect(shardsOf('float32')('pool.00000', a, b)).toEqual([{ what: 'pool.00000', maxDifference: 0 }]);
  });
});
