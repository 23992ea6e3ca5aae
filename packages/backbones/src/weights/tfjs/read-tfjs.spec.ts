import { GraphBuilder, type Weights } from '@thaw/core';
import { expect, it } from 'vitest';
import { inMemory } from '../byte-source.js';
import { decodeWeights } from '../decode-weights.js';

const graph = (() => {
  const builder = new GraphBuilder('small');
  const config = { units: 2, useBias: true, activation: 'linear' } as const;
  const first = builder.add('Dense', 'first', config, builder.input('x', [2]));
  return builder.build(builder.add('Dense', 'second', { ...config, useBias: false }, first));
})();

const floats = (...values: readonly number[]) => Buffer.from(Float32Array.from(values).buffer);
const bytes = (...values: readonly number[]) => Buffer.from(values);
const halves = (...values: readonly number[]) => Buffer.from(Uint16Array.from(values).buffer);

interface Entry {
  readonly name: string;
  readonly shape: unknown;
  readonly dtype?: string;
  readonly quantization?: object;
}
const bias = { name: 'first/bias', shape: [2] };
const kernel = { name: 'first/kernel', shape: [2, 2] };
const second = { name: 'second/kernel', shape: [2, 2] };
const topology = {
  model_config: { config: { layers: ['first', 'second', 'classes'].map((name) => ({ config: { name } })) } },
};

/** A `model.json` of one group, with what lies beside it. */
function source(
  files: Readonly<Record<string, Buffer>>,
  weights: readonly Entry[],
  paths = Object.keys(files),
) {
  const manifest = [{ paths, weights: weights.map((entry) => ({ dtype: 'float32', ...entry })) }];
  const index = { modelTopology: topology, weightsManifest: manifest };
  const pieces = new Map(Object.entries(files).map(([name, content]) => [name, inMemory(content)]));
  return { ...inMemory(Buffer.from(JSON.stringify(index))), pieces };
}

const read = (...of: Parameters<typeof source>): Promise<Weights> =>
  decodeWeights(source(...of), { graph, format: 'tfjs', file: 'model.json' });
const plain = (weights: Weights) =>
  Object.fromEntries([...weights].map(([name, { data }]) => [name, [...data]]));

it('reads weights that go over the end of a file, whatever the order of layers, and leaves out a classifier', async () => {
  const all = Buffer.concat([floats(9, 9), floats(5, 6, 7, 8), floats(1, 2, 3, 4), floats(0.5, -0.5)]);
  const classes = { name: 'classes/bias', shape: [2] };
  const files = { one: all.subarray(0, 13), two: all.subarray(13) };
  expect(plain(await read(files, [classes, second, kernel, bias]))).toEqual({
    'first/kernel': [1, 2, 3, 4],
    'first/bias': [0.5, -0.5],
    'second/kernel': [5, 6, 7, 8],
  });
});

it('takes steps and halves for the numbers that they stand for', async () => {
  const data = Buffer.concat([bytes(0, 1, 2, 255), halves(0x3c00, 0xc000), halves(0, 10, 100, 32767)]);
  const weights = await read({ one: data }, [
    { ...kernel, quantization: { dtype: 'uint8', scale: 0.5, min: -1 } },
    { ...bias, quantization: { dtype: 'float16' } },
    { ...second, quantization: { dtype: 'uint16', scale: 0.25, min: 2 } },
  ]);
  expect(plain(weights)).toEqual({
    'first/kernel': [-1, -0.5, 0, 126.5],
    'first/bias': [1, -2],
    'second/kernel': [2, 4.5, 27, 8193.75],
  });
});

const sound = [kernel, bias, second];
const content = floats(...Array.from({ length: 10 }, (_, at) => at));

it.each<[string, Parameters<typeof source>, RegExp]>([
  [
    'a file that is not there',
    [{ one: content }, sound, ['one', 'gone']],
    /names gone, which is not beside it/,
  ],
  [
    'a file elsewhere',
    [{ one: content }, sound, ['../one']],
    /names "\.\.\/one", which is no file beside it/,
  ],
  ['too little', [{ one: content.subarray(4) }, sound], /weights of 40 bytes, in files of 36: \["one"\]/],
  [
    'more than it says',
    [{ one: Buffer.concat([content, content]) }, sound],
    /weights of 40 bytes, in files of 80/,
  ],
  ['two weights of one name', [{ one: content }, [kernel, bias, kernel]], /two weights called first\/kernel/],
  [
    'numbers of another kind',
    [{ one: content }, [{ ...kernel, dtype: 'string' }]],
    /first\/kernel in "string"/,
  ],
  ['a shape that is none', [{ one: content }, [{ ...kernel, shape: [-1, 2] }]], /that has no name and shape/],
  [
    'more numbers than can be counted',
    [{ one: content }, [{ ...kernel, shape: [2 ** 40, 2 ** 40] }]],
    /kernel of shape/,
  ],
  [
    'steps of no size',
    [{ one: content }, [{ ...kernel, quantization: { dtype: 'uint8' } }]],
    /without scale and min/,
  ],
  [
    'steps of another kind',
    [{ one: content }, [{ ...kernel, quantization: { dtype: 'int4' } }]],
    /quantized to "int4"/,
  ],
])('is unreadable with %s', async (_what, of, found) => {
  await expect(read(...of)).rejects.toMatchObject({
    problems: [{ code: 'THAW-WEIGHTS-UNREADABLE', found: expect.stringMatching(found) }],
  });
});
