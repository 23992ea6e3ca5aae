import { GraphBuilder, type ThawError, type WeightsFormat } from '@thaw/core';
import { strToU8, zipSync } from 'fflate';
import h5wasm from 'h5wasm';
import { describe, expect, it } from 'vitest';
import { decodeWeights } from './decode-weights.js';
import { encodeSafetensors, rawTensor } from './safetensors/raw-safetensors.fixture.js';
import { pytorchNames } from './tensors/pytorch-names.js';

const builder = new GraphBuilder('small');
const image = builder.input('input_layer', [4, 4, 3]);
const graph = builder.build(
  builder.add(
    'Conv2D',
    'conv',
    {
      filters: 2,
      kernelSize: [1, 1],
      strides: [1, 1],
      padding: 'valid',
      useBias: true,
      activation: 'linear',
    },
    image,
  ),
);

const kernel = Float32Array.of(1, 2, 3, 4, 5, 6);
const bias = Float32Array.of(7, 8);

/** An HDF5 file with these datasets in `layers/conv2d/vars`. */
async function hdf5(
  vars: Readonly<
    Record<
      string,
      {
        data: Float32Array | Float64Array | Int32Array;
        shape: number[];
        maxshape?: null[];
        chunks?: number[];
      }
    >
  >,
) {
  const { FS } = await h5wasm.ready;
  const file = new h5wasm.File('made.h5', 'w');
  const group = file.create_group('layers').create_group('conv2d').create_group('vars');
  for (const [name, dataset] of Object.entries(vars)) group.create_dataset({ name, ...dataset });
  file.close();
  return FS.readFile('made.h5') as Uint8Array;
}

const good = () => hdf5({ 0: { data: kernel, shape: [1, 1, 3, 2] }, 1: { data: bias, shape: [2] } });

const config = strToU8(JSON.stringify({ class_name: 'Functional', config: { layers: [] } }));

/** Makes the directory of a zip say of its last entry that it is packed into, or unpacks to, so many bytes. */
function claimSize(zip: Uint8Array, claim: { packed?: number; unpacked?: number }): Uint8Array {
  const header = Buffer.from(zip).lastIndexOf('PK\x01\x02', undefined, 'latin1');
  const view = new DataView(zip.buffer, zip.byteOffset);
  if (claim.packed) view.setUint32(header + 20, claim.packed, true);
  if (claim.unpacked) view.setUint32(header + 24, claim.unpacked, true);
  return zip;
}

const archive = () => zipSync({ 'config.json': config, 'model.weights.h5': page });
const page = strToU8('<!DOCTYPE html><title>Sign in</title>');

describe('reading weights', () => {
  it('keeps nothing in the memory of the HDF5 library', async () => {
    const { FS } = await h5wasm.ready;
    const bytes = await good();
    const before = FS.readdir('/');
    const weights = await decodeWeights(bytes, { graph, format: 'keras-weights-h5', file: 'x' });
    expect(weights).toEqual(
      new Map([
        ['conv/kernel', { shape: [1, 1, 3, 2], data: kernel }],
        ['conv/bias', { shape: [2], data: bias }],
      ]),
    );
    await decodeWeights(bytes.subarray(0, 500), { graph, format: 'keras-h5', file: 'x' }).catch(
      () => undefined,
    );
    expect(FS.readdir('/')).toEqual(before);
  });

  it('makes float64 float32', async () => {
    const data = Float64Array.from(kernel, (value) => value / 3);
    const bytes = await hdf5({ 0: { data, shape: [1, 1, 3, 2] }, 1: { data: bias, shape: [2] } });
    const weights = await decodeWeights(bytes, { graph, format: 'keras-h5', file: 'x' });
    expect(weights.get('conv/kernel')?.data).toEqual(Float32Array.from(data));
  });

  it.each<[string, WeightsFormat, () => Promise<Uint8Array> | Uint8Array, RegExp]>([
    ['an empty file', 'keras-h5', () => new Uint8Array(), /signature not found/],
    ['a web page', 'keras-weights-h5', () => page, /signature not found/],
    ['an HDF5 file cut off', 'keras-h5', async () => (await good()).subarray(0, 2000), /truncated file/],
    [
      'integers',
      'keras-h5',
      () => hdf5({ 0: { data: new Int32Array(6), shape: [1, 1, 3, 2] }, 1: { data: bias, shape: [2] } }),
      /holds "<i", not float32/,
    ],
    ['a web page', 'keras', () => page, /not a whole zip/],
    ['a zip cut off', 'keras', () => zipSync({ 'config.json': config }).subarray(0, 60), /not a whole zip/],
    [
      'a zip without weights',
      'keras',
      () => zipSync({ 'config.json': config }),
      /without model\.weights\.h5/,
    ],
    ['a zip without a config', 'keras', () => zipSync({ 'model.weights.h5': page }), /without config\.json/],
    [
      'a config that is not JSON',
      'keras',
      () => zipSync({ 'config.json': page, 'model.weights.h5': page }),
      /not JSON/,
    ],
    [
      'a file that unpacks to far more than it is packed into and the network needs',
      'keras',
      () => zipSync({ 'config.json': config, 'model.weights.h5': new Uint8Array(2 ** 25) }),
      /33554\d{3} bytes packed into \d+, for weights of 32/,
    ],
    [
      'a file that claims an entry of 4 GB',
      'keras',
      () => claimSize(archive(), { packed: 2 ** 32 - 1, unpacked: 2 ** 32 - 1 }),
      /not a whole zip archive: file data overflows file bounds/,
    ],
    [
      'a bomb',
      'pytorch',
      () => claimSize(zipSync({ 'x/data.pkl': page, 'x/data/0': page }), { unpacked: 2 ** 31 }),
      /x\/data\/0: 2147483648 bytes packed into \d+, fewer than can be/,
    ],
    [
      'a chunk that is unpacked to thousand times its tensor',
      'keras-h5',
      () => {
        const grown = { data: kernel, shape: [1, 1, 3, 2], maxshape: [null, null, null, null] };
        return hdf5({ 0: { ...grown, chunks: [1024, 1024, 4, 1] }, 1: { data: bias, shape: [2] } });
      },
      /6 numbers in chunks that hold 4194304/,
    ],
    ['a web page', 'pytorch', () => page, /not a file of torch\.save/],
    ['a web page', 'safetensors', () => page, /a header of \d+ bytes in a file of \d+/],
    [
      'integers',
      'safetensors',
      () => {
        const integers = { dtype: 'I32', shape: [1, 1, 3, 2], bytes: new Uint8Array(24) };
        return encodeSafetensors({ 'conv/kernel': integers, 'conv/bias': rawTensor('F32', [2], bias) });
      },
      /conv\/kernel in I32; what is read is F16, BF16, F32, F64/,
    ],
  ])('says why %s is unreadable as %s', async (_what, format, bytes, reason) => {
    const attempt = decodeWeights(await bytes(), { graph, format, file: 'my.file' });
    const error = (await attempt.catch((reason: unknown) => reason)) as ThawError;
    expect(error.problems).toMatchObject([
      {
        code: 'THAW-WEIGHTS-UNREADABLE',
        message: 'my.file cannot be read as weights',
        remedy: expect.any(String),
      },
    ]);
    expect(error.problems[0]?.found).toMatch(reason);
  });

  const expected = new Map([
    ['conv/kernel', { shape: [1, 1, 3, 2], data: kernel }],
    ['conv/bias', { shape: [2], data: bias }],
  ]);

  it('reads tensors that are called as the weights are here', async () => {
    const file = encodeSafetensors({
      'conv/kernel': rawTensor('F32', [1, 1, 3, 2], kernel),
      'conv/bias': rawTensor('F32', [2], bias),
      'dense/kernel': rawTensor('F32', [2, 2], [0, 0, 0, 0]),
    });
    expect(await decodeWeights(file, { graph, format: 'safetensors', file: 'x' })).toEqual(expected);
  });

  /** As PyTorch has the kernel: out, in, rows, columns. */
  const ported = (dtype: 'F32' | 'F16' | 'BF16') =>
    encodeSafetensors({
      '0.weight': rawTensor(dtype, [2, 3, 1, 1], [1, 3, 5, 2, 4, 6]),
      '0.bias': rawTensor(dtype, [2], bias),
    });
  const names = [pytorchNames(() => new Map([['conv', '0']]))];

  it.each(['F32', 'F16', 'BF16'] as const)('reads tensors by the names of a record, as %s', async (dtype) => {
    const weights = await decodeWeights(ported(dtype), { graph, format: 'safetensors', names, file: 'x' });
    expect(weights).toEqual(expected);
  });

  it('says what tensors were expected where their names are other ones', async () => {
    const attempt = decodeWeights(ported('F32'), { graph, format: 'safetensors', file: 'my.safetensors' });
    await expect(attempt).rejects.toMatchObject({
      problems: [
        {
          code: 'THAW-WEIGHTS-MISMATCH',
          message: 'my.safetensors does not fit small',
          expected: 'tensors called conv/kernel [1, 1, 3, 2], conv/bias [2]',
          found: '2 tensors: 0.weight [2, 3, 1, 1], 0.bias [2]',
          remedy: 'Give a file of small whose tensors have these names, or one saved by Keras.',
        },
      ],
    });
  });

  it('says of a tensor of another shape what it is', async () => {
    const file = encodeSafetensors({
      '0.weight': rawTensor('F32', [2, 3], kernel),
      '0.bias': rawTensor('F32', [3], [1, 2, 3]),
    });
    const attempt = decodeWeights(file, { graph, format: 'safetensors', names, file: 'my.safetensors' });
    await expect(attempt).rejects.toMatchObject({
      problems: [
        {
          message: [
            'my.safetensors does not fit small: 1 of its 1 layers with weights differ',
            '  conv  kernel: expected [1, 1, 3, 2], found [2, 3]; bias: expected [2], found [3]',
          ].join('\n'),
        },
      ],
    });
  });

  it('refuses a file whose middle was overwritten, and names the layer', async () => {
    const damaged = Float32Array.of(1, 2, 0, 0, 5, 6);
    new Uint8Array(damaged.buffer, 8, 8).fill(0xff);
    const bytes = await hdf5({ 0: { data: damaged, shape: [1, 1, 3, 2] }, 1: { data: bias, shape: [2] } });
    await expect(decodeWeights(bytes, { graph, format: 'keras-h5', file: 'my.h5' })).rejects.toMatchObject({
      problems: [{ code: 'THAW-WEIGHTS-VALUES', found: 'conv/kernel: 2 of 6 not finite' }],
    });
  });
});
