import { expect, it } from 'vitest';
import { bfloat16, float16, float32, float64, type ElementType } from './element-types.js';

it.each<[string, ElementType, number[], number[]]>([
  ['float32', float32, [0, 0, 0xc0, 0x3f, 0, 0, 0x80, 0xff], [1.5, -Infinity]],
  ['float64', float64, [0, 0, 0, 0, 0, 0, 0xf8, 0x3f], [1.5]],
  [
    'float16',
    float16,
    [0x00, 0x3e, 0xff, 0x7b, 0x01, 0x00, 0x00, 0x80, 0x00, 0xfc, 0x01, 0x7c],
    [1.5, 65504, 2 ** -24, -0, -Infinity, NaN],
  ],
  ['bfloat16', bfloat16, [0xc0, 0x3f, 0x80, 0xf1, 0x01, 0x00], [1.5, -(2 ** 100), 2 ** -133]],
])('%s is read as float32, wherever in a file it lies', (_name, type, bytes, numbers) => {
  for (const offset of [0, 1]) {
    const file = Buffer.from([...Array<number>(offset).fill(0), ...bytes]);
    expect(type.toFloats(file.subarray(offset))).toEqual(Float32Array.from(numbers));
  }
});
