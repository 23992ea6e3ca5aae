import type { StridedTensor } from './tensors/strided-tensor.js';
import type { NamedTensors } from './tensors/tensor-file.js';

const range = Array.from({ length: 24 }, (_, index) => index / 8);

/** What `small_tensors` of tools/torch/write-references.py has, so all files that it writes: shape, then numbers in order. */
export const torchTensors: Readonly<Record<string, readonly [readonly number[], readonly number[]]>> = {
  contiguous: [[2, 3, 4], range],
  transposed: [
    [4, 3, 2],
    [0, 1, 2, 3].flatMap((x) => [0, 4, 8].flatMap((y) => [x + y, x + y + 12])).map((n) => n / 8),
  ],
  sliced: [[3, 2], [13, 15, 17, 19, 21, 23].map((n) => n / 8)],
  channels_last: [[1, 2, 3, 4], range],
  double: [[2], [Math.fround(1 / 3), -2.5]],
  half: [[4], [1.5, -0.25, 65504, 2 ** -24]],
  brain: [[3], [1.5, -(2 ** 100), 3.140625]],
};

/** Of a file's tensors those above, with their numbers. */
export function readAll(tensors: NamedTensors): Record<string, [readonly number[], number[]]> {
  const numbersOf = (tensor: StridedTensor) => [tensor.shape, [...tensor.read()]] as [number[], number[]];
  const wanted = [...tensors].filter(([name]) => name !== 'num_batches_tracked');
  return Object.fromEntries(wanted.map(([name, tensor]) => [name, numbersOf(tensor)]));
}
