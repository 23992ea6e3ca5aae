import { expect, it } from 'vitest';
import { decodeSafetensors } from './decode-safetensors.js';
import { encodeSafetensors } from './encode-safetensors.js';

const arrays = new Map([
  ['head_logits/kernel', { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, NaN, Infinity, 1e-45) }],
  ['head_logits/bias', { shape: [0], data: new Float32Array() }],
  ['scalar', { shape: [], data: Float32Array.of(7) }],
]);

it('gives back every array bit for bit, and the metadata', () => {
  const decoded = decodeSafetensors(encodeSafetensors(arrays, { step: '12' }));
  expect(decoded.metadata).toEqual({ step: '12' });
  expect([...decoded.arrays.keys()]).toEqual([...arrays.keys()]);
  for (const [name, { shape, data }] of arrays) {
    expect(decoded.arrays.get(name)!.shape).toEqual(shape);
    expect(new Uint32Array(decoded.arrays.get(name)!.data.buffer)).toEqual(new Uint32Array(data.buffer));
  }
});

it('is laid out as the format says, the data at a multiple of eight bytes', () => {
  const file = encodeSafetensors(new Map([['x', { shape: [1], data: Float32Array.of(1) }]]));
  const length = Number(new DataView(file.buffer).getBigUint64(0, true));
  const header = JSON.parse(Buffer.from(file.subarray(8, 8 + length)).toString()) as Record<string, unknown>;
  expect(length % 8).toBe(0);
  expect(header['x']).toEqual({ dtype: 'F32', shape: [1], data_offsets: [0, 4] });
  expect([...file.subarray(8 + length)]).toEqual([0, 0, 0x80, 0x3f]);
});
