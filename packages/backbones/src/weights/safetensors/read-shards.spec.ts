import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inMemory } from '../byte-source.js';
import { readAll, torchTensors } from '../torch-tensors.fixture.js';
import { Unreadable } from '../unreadable.js';
import { encodeSafetensors, rawTensor } from './raw-safetensors.fixture.js';
import { readShards } from './read-shards.js';

const numbers = (...values: readonly number[]) => rawTensor('F32', [values.length], values);
const shards = {
  'one.safetensors': encodeSafetensors({ 'a.weight': numbers(1, 2), 'a.bias': numbers(3) }),
  'two.safetensors': encodeSafetensors({ 'b.weight': numbers(4) }),
};

/** An index as Hugging Face's libraries write it, with the files that lie beside it. */
function source(index: unknown, files: Readonly<Record<string, Uint8Array>> = shards) {
  const text = typeof index === 'string' ? index : JSON.stringify(index);
  const pieces = new Map(Object.entries(files).map(([name, bytes]) => [name, inMemory(bytes)]));
  return { ...inMemory(Buffer.from(text)), pieces };
}
const weightMap = {
  'a.weight': 'one.safetensors',
  'b.weight': 'two.safetensors',
  'a.bias': 'one.safetensors',
};

describe('an index of safetensors files', () => {
  it('has the tensors of all of them, each from the file that it says', () => {
    const read = readAll(readShards(source({ metadata: { total_size: 16 }, weight_map: weightMap })));
    expect(read).toEqual({ 'a.weight': [[2], [1, 2]], 'a.bias': [[1], [3]], 'b.weight': [[1], [4]] });
  });

  it('may name one that Python wrote, and leave tensors of it out', () => {
    const written = readFileSync(new URL('torch-2.15.safetensors', import.meta.url));
    const index = { weight_map: { sliced: 'torch.safetensors', half: 'torch.safetensors' } };
    const { sliced, half } = torchTensors;
    expect(readAll(readShards(source(index, { 'torch.safetensors': written })))).toEqual({ sliced, half });
  });

  it.each<[string, unknown, RegExp]>([
    ['text that is not JSON', '{"weight_map":', /^an index that is not JSON$/],
    [
      'values far in values',
      `{"weight_map":{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}}`,
      /^an index of values in values, more than 500 deep$/,
    ],
    ['a list', [], /^an index without weight_map$/],
    ['a map that is a list', { weight_map: ['one.safetensors'] }, /^an index without weight_map$/],
    [
      'a file that is not there',
      { weight_map: { ...weightMap, c: 'three.safetensors' } },
      /^an index that names three\.safetensors, which is not beside it$/,
    ],
    [
      'a file elsewhere',
      { weight_map: { a: '../one.safetensors' } },
      /names "\.\.\/one\.safetensors", which is no file beside it$/,
    ],
    [
      'no name of a file',
      { weight_map: { a: { file: 1 } } },
      /names \{"file":1\}, which is no file beside it$/,
    ],
    [
      'a tensor that the file does not have',
      { weight_map: { 'a.weight': 'two.safetensors' } },
      /^two\.safetensors without a\.weight, which the index says is in it$/,
    ],
  ])('is told from one with %s', (_what, index, reason) => {
    expect(() => readShards(source(index))).toThrow(reason);
    expect(() => readShards(source(index))).toThrow(Unreadable);
  });

  it('says which of its files is damaged', () => {
    const files = { ...shards, 'two.safetensors': new Uint8Array(7) };
    expect(() => readShards(source({ weight_map: weightMap }, files))).toThrow(
      /^two\.safetensors: 7 bytes, too few/,
    );
  });
});
