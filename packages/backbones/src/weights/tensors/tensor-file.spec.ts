import { GraphBuilder, type TensorAddress } from '@thaw/core';
import { expect, it } from 'vitest';
import type { StoredTensor } from '../stored-model.js';
import { StridedTensor } from './strided-tensor.js';
import { tensorFile } from './tensor-file.js';

const tensor = (shape: readonly number[], first: number) =>
  StridedTensor.inOrder(shape, (count) => Float32Array.from({ length: count }, (_, index) => first + index));

const file = tensorFile(
  new Map([
    ['q', tensor([1, 2], 0)],
    ['k', tensor([2, 2], 10)],
    ['odd', tensor([2, 3], 0)],
    ['places', tensor([1, 3, 2], 20)],
    ['row', tensor([2], 30)],
  ]),
);

/** A kernel by this address. */
function kernelAt(address: TensorAddress): readonly [readonly number[], readonly number[]] | undefined {
  const graph = new GraphBuilder('small');
  const output = graph.add(
    'Dense',
    'dense',
    { units: 2, useBias: false, activation: 'linear' },
    graph.input('x', [2]),
  );
  const names = () => new Map([['dense/kernel', address]]);
  const [model] = file.modelsFor(graph.build(output), [names]);
  const found: StoredTensor | undefined = model!.layers[0]?.tensors[0];
  return found && [found.shape, [...found.read()]];
}

it.each<[string, TensorAddress, ReturnType<typeof kernelAt>]>([
  [
    'a tensor',
    { name: 'q' },
    [
      [1, 2],
      [0, 1],
    ],
  ],
  [
    'turned',
    { name: 'k', axes: [1, 0] },
    [
      [2, 2],
      [10, 12, 11, 13],
    ],
  ],
  [
    'with an axis of ours',
    { name: 'row', axes: [-1, 0] },
    [
      [1, 2],
      [30, 31],
    ],
  ],
  [
    'several, joined, then turned',
    { name: 'q', joined: ['k'], axes: [1, 0] },
    [
      [2, 3],
      [0, 10, 12, 1, 11, 13],
    ],
  ],
  [
    'a part of one',
    { name: 'places', part: { axis: 1, from: 1 }, axes: [1, 2] },
    [
      [2, 2],
      [22, 23, 24, 25],
    ],
  ],
  [
    'a part of its last axis',
    { name: 'k', part: { axis: 1, from: 1, to: 2 } },
    [
      [2, 1],
      [11, 13],
    ],
  ],
  [
    'two, added',
    { name: 'k', added: { name: 'k', axes: [1, 0] } },
    [
      [2, 2],
      [20, 23, 23, 26],
    ],
  ],
  ['nothing, where one of several is missing', { name: 'q', joined: ['v'] }, undefined],
  ['nothing, where what is added is missing', { name: 'q', added: { name: 'v' } }, undefined],
  [
    'the first of what does not join',
    { name: 'q', joined: ['odd'] },
    [
      [1, 2],
      [0, 1],
    ],
  ],
  [
    'the other of what does not add',
    { name: 'k', added: { name: 'q' } },
    [
      [1, 2],
      [0, 1],
    ],
  ],
  [
    'all of it, where it has no such part',
    { name: 'q', part: { axis: 0, from: 2 } },
    [
      [1, 2],
      [0, 1],
    ],
  ],
])('an address is of %s', (_what, address, expected) => {
  expect(kernelAt(address)).toEqual(expected);
});
