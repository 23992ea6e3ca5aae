import { GraphBuilder, type WeightsFormat } from '@thaw/core';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readWeights } from './read-weights.js';
import { readingLimits } from './reading-limits.js';
import { encodeSafetensors, rawTensor, withHeader } from './safetensors/raw-safetensors.fixture.js';
import { pytorchNames } from './tensors/pytorch-names.js';

const builder = new GraphBuilder('small');
const image = builder.input('input_layer', [4, 4, 3]);
const convolution = { filters: 2, kernelSize: [1, 1], strides: [1, 1], padding: 'valid' } as const;
const graph = builder.build(
  builder.add('Conv2D', 'conv', { ...convolution, useBias: true, activation: 'linear' }, image),
);

const limits = { seconds: 60, heapMiB: 256, hdf5MiB: 256 };
const read = (bytes: Uint8Array, format: WeightsFormat, given = limits) =>
  readWeights(bytes, { graph, format, file: 'my.file', limits: given });

describe('reading weights in a thread of its own', () => {
  it('gives what is in the file, by the names of a record, or says why not', async () => {
    const file = encodeSafetensors({
      '0.weight': rawTensor('F32', [2, 3, 1, 1], [1, 3, 5, 2, 4, 6]),
      '0.bias': rawTensor('F32', [2], [7, 8]),
    });
    const names = [pytorchNames(() => new Map([['conv', '0']]))];
    const weights = await readWeights(file, { graph, format: 'safetensors', names, file: 'x' });
    expect(weights).toEqual(
      new Map([
        ['conv/kernel', { shape: [1, 1, 3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
        ['conv/bias', { shape: [2], data: Float32Array.of(7, 8) }],
      ]),
    );
    await expect(read(file, 'safetensors')).rejects.toMatchObject({
      problems: [{ code: 'THAW-WEIGHTS-MISMATCH', message: 'my.file does not fit small' }],
    });
  });

  it('ends what does not end', async () => {
    const endless = readFileSync(fileURLToPath(new URL('keras/hostile/endless.h5', import.meta.url)));
    await expect(read(endless, 'keras-h5', { ...limits, seconds: 2 })).rejects.toMatchObject({
      problems: [
        {
          code: 'THAW-WEIGHTS-UNREADABLE',
          found: 'after 2 s it was not read, which is far too much for a file of its size',
          remedy: expect.stringContaining('THAW_READ_LIMIT=10') as string,
        },
      ],
    });
  });

  it('gives what describes weights no more memory than is due', async () => {
    const header = `{${Array.from({ length: 100_000 }, (_, index) => `"${index}":{"a":{},"b":{}}`).join()}}`;
    await expect(read(withHeader(header), 'safetensors', { ...limits, heapMiB: 24 })).rejects.toMatchObject({
      problems: [
        { code: 'THAW-WEIGHTS-UNREADABLE', found: expect.stringMatching(/more than 24 MiB/) as string },
      ],
    });
  });

  // A kilobyte of which half a gigabyte is unpacked, and which is read as zeros where there is room for that.
  it('gives tensors that are unpacked no more memory than is due', async () => {
    const bytes = readFileSync(fileURLToPath(new URL('keras/hostile/bomb.h5', import.meta.url)));
    await expect(read(bytes, 'keras-h5')).rejects.toMatchObject({
      problems: [{ code: 'THAW-WEIGHTS-UNREADABLE', found: 'filter returned failure during read' }],
    });
  });
});

it('allows in proportion to sizes, and as many times more as is asked for', () => {
  const size = { fileBytes: 100 * 2 ** 20, neededBytes: 80 * 2 ** 20 };
  expect(readingLimits(size, {})).toEqual({ seconds: 55, heapMiB: 456, hdf5MiB: 576 });
  expect(readingLimits(size, { THAW_READ_LIMIT: '10' })).toEqual({
    ...{ seconds: 550, heapMiB: 4560, hdf5MiB: 5760 },
  });
  expect(readingLimits(size, { THAW_READ_LIMIT: 'much' })).toEqual(readingLimits(size, {}));
});
