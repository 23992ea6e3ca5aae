import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inMemory, type ByteSource } from '../byte-source.js';
import { readAll, torchTensors } from '../torch-tensors.fixture.js';
import { Unreadable } from '../unreadable.js';
import { encodeSafetensors, rawTensor, withHeader } from './raw-safetensors.fixture.js';
import { readSafetensors } from './read-safetensors.js';

const bytes = new Uint8Array(8);
const file = (header: unknown, ...data: Uint8Array[]) => withHeader(JSON.stringify(header), ...data);
const entry = (from: number, to: number) => ({
  dtype: 'F32',
  shape: [(to - from) / 4],
  data_offsets: [from, to],
});

describe('safetensors files', () => {
  it('are read as the Python package wrote them', () => {
    const written = readFileSync(new URL('torch-2.15.safetensors', import.meta.url));
    expect(readAll(readSafetensors(inMemory(written)))).toEqual(torchTensors);
  });

  it('hold F32, F16 and BF16, each read as float32', () => {
    const numbers = [1.5, -0.25, 0, 96];
    const types = ['F32', 'F16', 'BF16'] as const;
    const tensors = Object.fromEntries(types.map((type) => [type, rawTensor(type, [2, 2], numbers)]));
    const read = readAll(readSafetensors(inMemory(encodeSafetensors(tensors))));
    expect(read).toEqual(Object.fromEntries(types.map((type) => [type, [[2, 2], numbers]])));
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(7), /^7 bytes, too few/],
    ['a web page', new TextEncoder().encode('<!DOCTYPE html>'), /^a header of \d+ bytes in a file of 15/],
    ['a header longer than the file', withHeader('{}').subarray(0, 9), /^a header of 2 bytes in a file of 9/],
    ['text that is not JSON', withHeader('{"a":'), /^a header that is not JSON/],
    ['text that is not UTF-8', Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0xff), /^a header that is not JSON/],
    ['a list', withHeader('[]'), /lists no tensors/],
    [
      'a tensor without a type',
      file({ a: { shape: [2], data_offsets: [0, 8] } }, bytes),
      /without type, .* of a$/,
    ],
    ['a negative size', file({ a: { ...entry(0, 8), shape: [-2] } }, bytes), /without type, .* of a$/],
    ['three offsets', file({ a: { ...entry(0, 8), data_offsets: [0, 4, 8] } }, bytes), /without type/],
    [
      'a tensor that ends before it begins',
      file({ a: { ...entry(0, 8), data_offsets: [8, 0] } }, bytes),
      /ends before/,
    ],
    ['a tensor beyond the end', file({ a: entry(0, 16) }, bytes), /tensors of \d+ bytes in a file of/],
    ['bytes that belong to no tensor', file({ a: entry(0, 4) }, bytes), /tensors of \d+ bytes in a file of/],
    ['a gap', file({ a: entry(4, 8) }, bytes), /^a begins at byte \d+, where/],
    ['tensors that overlap', file({ a: entry(0, 8), b: entry(4, 8) }, bytes), /^b begins at byte \d+, where/],
  ])('are told from %s', (_what, content, reason) => {
    expect(() => readSafetensors(inMemory(content))).toThrow(reason);
    expect(() => readSafetensors(inMemory(content))).toThrow(Unreadable);
  });

  it.each([
    ['another type', { dtype: 'F8_E4M3', shape: [8] }, 'a in F8_E4M3; what is read is F16, BF16, F32, F64'],
    ['a name that every object has', { dtype: 'constructor', shape: [8] }, /^a in constructor;/],
    ['fewer bytes than numbers', { dtype: 'F32', shape: [3] }, 'a: 3 numbers of F32 in 8 bytes'],
    ['more bytes than numbers', { dtype: 'F16', shape: [2, 1] }, 'a: 2 numbers of F16 in 8 bytes'],
  ])('may have tensors of %s, which are refused only if they are wanted', (_what, facts, reason) => {
    const tensors = readSafetensors(inMemory(file({ a: { ...facts, data_offsets: [0, 8] } }, bytes)));
    expect([...tensors.keys()]).toEqual(['a']);
    expect(() => tensors.get('a')!.read()).toThrow(reason);
    expect(() => tensors.get('a')!.read()).toThrow(Unreadable);
  });

  it('may be larger than memory: only what is wanted is read', () => {
    const gigabytes = 5 * 2 ** 30;
    const head = file({ large: entry(0, gigabytes), small: entry(gigabytes, gigabytes + 8) });
    const tail = new Uint8Array(Float32Array.of(1.5, -2).buffer);
    const read: [number, number][] = [];
    const source: ByteSource = {
      size: head.length + gigabytes + 8,
      read(start, end) {
        read.push([start, end]);
        return end <= head.length ? head.subarray(start, end) : tail;
      },
    };
    expect([...readSafetensors(source).get('small')!.read()]).toEqual([1.5, -2]);
    expect(read).toEqual([
      [0, 8],
      [8, head.length],
      [source.size - 8, source.size],
    ]);
  });
});
