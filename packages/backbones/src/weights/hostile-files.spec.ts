import { GraphBuilder, type ThawError, type WeightsFormat } from '@thaw/core';
import { strToU8, zipSync } from 'fflate';
import h5wasm from 'h5wasm';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { decodeWeights } from './decode-weights.js';
import { withHdf5 } from './keras/hdf5.js';
import { rawTensor, withHeader } from './safetensors/raw-safetensors.fixture.js';
import { Unreadable } from './unreadable.js';

// Files that strangers and crashes have touched, each the smallest of its kind. Those that only a thread of their own can
// end are in weights-reader.integration.spec.ts.

const builder = new GraphBuilder('small');
const image = builder.input('input_layer', [4, 4, 3]);
const convolution = { filters: 2, kernelSize: [1, 1], strides: [1, 1], padding: 'valid' } as const;
const graph = builder.build(
  builder.add('Conv2D', 'conv', { ...convolution, useBias: true, activation: 'linear' }, image),
);

const hostile = (name: string) => readFileSync(new URL(`keras/hostile/${name}.h5`, import.meta.url));
const torch = (name: string) => readFileSync(new URL(`pytorch/${name}`, import.meta.url));

async function reasonOf(bytes: Uint8Array, format: WeightsFormat): Promise<string> {
  try {
    await decodeWeights(bytes, { graph, format, file: 'my.file' });
    return 'read';
  } catch (error) {
    const [problem] = (error as ThawError).problems;
    return `${problem?.code}: ${problem?.found}`;
  }
}

/** An HDF5 file with the weights of the graph, and what `add` links besides. */
async function hdf5(add: (file: InstanceType<typeof h5wasm.File>) => void): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready;
  const file = new h5wasm.File('hostile.h5', 'w');
  const vars = file.create_group('layers').create_group('conv2d').create_group('vars');
  vars.create_dataset({ name: '0', data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [1, 1, 3, 2] });
  vars.create_dataset({ name: '1', data: Float32Array.of(7, 8), shape: [2] });
  add(file);
  file.close();
  return FS.readFile('hostile.h5') as Uint8Array;
}

it('passes each group once, however it is linked', async () => {
  const cyclic = await hdf5((file) => file.create_hard_link('/layers', '/layers/up'));
  expect(await reasonOf(cyclic, 'keras-h5')).toBe('read');
  const doubled = await hdf5((file) => {
    for (let level = 0, path = '/layers'; level < 24; level++, path += '/a') {
      file.create_group(`${path}/a`);
      file.create_hard_link(`${path}/a`, `${path}/b`);
    }
  });
  expect(await reasonOf(doubled, 'keras-h5')).toBe('read');
});

it('reads a layer once, and each of its weights, however often they are listed', async () => {
  const bytes = await hdf5((file) => {
    const group = file.create_group('conv');
    group.create_dataset({ name: 'kernel', data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [1, 1, 3, 2] });
    group.create_dataset({ name: 'bias', data: Float32Array.of(7, 8), shape: [2] });
    group.create_attribute('weight_names', ['kernel', 'bias', ...Array<string>(5000).fill('kernel')]);
    file.create_hard_link('/conv', '/again');
    file.create_attribute('layer_names', ['conv', 'again', ...Array<string>(5000).fill('conv')]);
  });
  expect(await reasonOf(bytes, 'keras-h5')).toBe('read');
});

it('refuses a file that the library cannot let go of', async () => {
  const closedTwice = withHdf5(hostile('chunks'), (root) =>
    (root as InstanceType<typeof h5wasm.File>).close(),
  );
  await expect(closedTwice).rejects.toThrow(Unreadable);
});

it('reads chunks that are all there', async () => {
  expect(await reasonOf(hostile('chunks'), 'keras-h5')).toBe('read');
});

it.each([
  ['that is put together of files that are missing', 'virtual', /put together of other datasets/],
  ['that lies in another file', 'external', /external raw data file/],
  ['that was never written', 'unwritten', /of whose 6 numbers not all are in the file/],
  ['of which some was never written', 'half-written', /of whose 6 numbers not all are in the file/],
])('makes up no numbers of a dataset %s', async (_what, name, reason) => {
  expect(await reasonOf(hostile(name), 'keras-h5')).toMatch(reason);
});

const nested = (depth: number): string =>
  '{"config":{"layers":['.repeat(depth) + 'null' + ']}}'.repeat(depth);
const archive = (config: string) =>
  zipSync({ 'config.json': strToU8(config), 'model.weights.h5': strToU8('none') });

it.each([
  ['null', /signature not found/],
  ['{"config":{"layers":[null]}}', /signature not found/],
  ['{"config":{"layers":[{"class_name":{"toString":1},"config":[]}]}}', /signature not found/],
  [nested(20_000), /models in models, more than 50 deep/],
])('takes a config.json as it is, %.60s', async (config, reason) => {
  expect(await reasonOf(archive(config), 'keras')).toMatch(reason);
});

/** Where the directory of a zip begins, entry by entry. */
function directoryOf(zip: Uint8Array): number[] {
  const found: number[] = [];
  const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.length);
  for (let at = -1; (at = bytes.indexOf('PK\x01\x02', at + 1, 'latin1')) >= 0;) found.push(at);
  return found;
}

it('refuses a zip whose entries are the same bytes', async () => {
  const zip = Buffer.from(archive('{}'));
  const [first, second] = directoryOf(zip);
  zip.copy(zip, second! + 42, first! + 42, first! + 46);
  expect(await reasonOf(zip, 'keras')).toMatch(/whose entries config\.json and model\.weights\.h5 overlap/);
});

it('refuses a zip that claims four billion entries', async () => {
  const zip = Buffer.from(archive('{}'));
  zip.fill(0xff, zip.length - 14, zip.length - 6);
  expect(await reasonOf(zip, 'keras')).toMatch(/not a whole zip archive/);
});

it('refuses a state dict of whose zip any bit of a tensor is wrong', async () => {
  const good = torch('torch-2.15.pth');
  const at = good.indexOf('torch-2.15/data/0');
  expect(at).toBeGreaterThan(0);
  const data = at + good.readUInt16LE(at - 4) + good.readUInt16LE(at - 2);
  for (let bit = 0; bit < 32; bit++) {
    const bytes = Buffer.from(good);
    bytes[data + (bit >> 3)]! ^= 1 << (bit & 7);
    expect(await reasonOf(bytes, 'pytorch')).toMatch(/not what its checksum says/);
  }
});

it('refuses a state dict that goes on after its last tensor', async () => {
  const bytes = Buffer.concat([torch('torch-2.15-legacy.pth'), Buffer.alloc(4)]);
  expect(await reasonOf(bytes, 'pytorch')).toMatch(/4 bytes after what the file says it holds/);
});

it('follows a tuple that was doubled a hundred times nowhere', async () => {
  const legacy = torch('torch-2.15-legacy.pth');
  // Magic number, protocol and system as they are; an empty state dict, and a list of one key: a tuple of tuples.
  const start = legacy.indexOf(Buffer.from('80028a0a6cfc9c46f9206aa85019', 'hex'));
  const system = legacy.indexOf('.', legacy.indexOf('little_endian'));
  const doubling = `)q\0${'h\0\x86q\0'.repeat(100)}`;
  const pickles = Buffer.from(`}.](${doubling}e.`, 'latin1');
  const bytes = Buffer.concat([legacy.subarray(start, system + 1), pickles]);
  expect(await reasonOf(bytes, 'pytorch')).toMatch(/storages that do not match the pickle/);
});

it('refuses numbers of float64 that float32 cannot hold', async () => {
  const header = JSON.stringify({
    'conv/kernel': { dtype: 'F64', shape: [1, 1, 3, 2], data_offsets: [0, 48] },
    'conv/bias': { dtype: 'F32', shape: [2], data_offsets: [48, 56] },
  });
  const kernel = new Uint8Array(Float64Array.of(1, 2, 3, 4, 5, 1e300).buffer);
  const bytes = withHeader(header, kernel, rawTensor('F32', [2], [7, 8]).bytes);
  expect(await reasonOf(bytes, 'safetensors')).toMatch(/the number 1e\+300, beyond what float32 holds/);
});
