import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { encodeSavedModel } from './saved-model.js';
import type { Node } from './node-list.js';

/** tfjs-node's own messages: google-protobuf's code, generated from TensorFlow's `.proto` files. */
const { SavedModel } = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js') as {
  SavedModel: {
    deserializeBinary(bytes: Uint8Array): { serializeBinary(): Uint8Array; toObject(): SavedModelObject };
  };
};
interface SavedModelObject {
  readonly metaGraphsList: readonly {
    readonly graphDef: { readonly nodeList: readonly { readonly attrMap: [string, unknown][] }[] };
  }[];
}

const nodes: readonly Node[] = [
  {
    name: 'images/Placeholder',
    op: 'Placeholder',
    inputs: [],
    attributes: { dtype: { type: 'uint8' }, shape: { shape: [-1, 224, 224, 3] } },
  },
  {
    name: 'scale',
    op: 'Const',
    inputs: ['^images/Placeholder'],
    attributes: {
      value: { tensor: { type: 'float32', shape: [2], values: Float32Array.of(0.5, -1e-7) } },
      dtype: { type: 'float32' },
    },
  },
  {
    name: 'é/Conv2D',
    op: 'Conv2D',
    inputs: ['images/Placeholder:0', 'scale:0'],
    attributes: {
      strides: { ints: [1, 2, 2, 1] },
      explicit_paddings: { ints: [] },
      padding: 'SAME',
      use_cudnn: false,
      epsilon: { float: 0.25 },
      size: { int: -3_000_000_000 },
      big: { int: 2 ** 40 },
      unknown: { shape: undefined },
      scalar: { shape: [] },
    },
  },
];
const tensor = { node: 'é/Conv2D', index: 1, type: 'bfloat16' } as const;
const signature = {
  inputs: { images: { tensor: { ...tensor, type: 'uint8' }, shape: [-1, 3] } },
  outputs: { b: { tensor, shape: [] }, a: { tensor, shape: [-1] } },
} as const;

describe('encodeSavedModel', () => {
  it.each([
    ['without a signature', undefined],
    ['with one', signature],
  ])('%s, writes what code generated from TensorFlow’s own messages reads and writes', (_, given) => {
    const bytes = encodeSavedModel(nodes, given);
    const read = SavedModel.deserializeBinary(bytes);
    expect(Buffer.from(read.serializeBinary()).equals(bytes)).toBe(true);
    const [model] = read.toObject().metaGraphsList;
    const tensorInfo = { name: 'é/Conv2D:1', dtype: 14 };
    expect(model).toMatchObject({
      metaInfoDef: { tagsList: ['serve'] },
      graphDef: {
        versions: { producer: 1087 },
        nodeList: nodes.map(({ name, op, inputs }) => ({ name, op, inputList: inputs })),
      },
      signatureDefMap: given
        ? [
            [
              'serving_default',
              {
                methodName: 'tensorflow/serving/predict',
                inputsMap: [
                  [
                    'images',
                    { ...tensorInfo, dtype: 4, tensorShape: { dimList: [{ size: -1 }, { size: 3 }] } },
                  ],
                ],
                outputsMap: [
                  ['a', { ...tensorInfo, tensorShape: { dimList: [{ size: -1 }] } }],
                  ['b', { ...tensorInfo, tensorShape: { dimList: [] } }],
                ],
              },
            ],
          ]
        : [],
    });
    const [, scale, convolution] = model!.graphDef.nodeList.map(({ attrMap }) => Object.fromEntries(attrMap));
    expect(scale).toMatchObject({
      value: { tensor: { dtype: 1, tensorContent: base64(Float32Array.of(0.5, -1e-7)) } },
      dtype: { type: 1 },
    });
    expect(convolution).toMatchObject({
      strides: { list: { iList: [1, 2, 2, 1] } },
      explicit_paddings: { list: { iList: [] } },
      padding: { s: base64(Buffer.from('SAME')) },
      use_cudnn: { b: false },
      epsilon: { f: 0.25 },
      size: { i: -3_000_000_000 },
      big: { i: 2 ** 40 },
      unknown: { shape: { unknownRank: true, dimList: [] } },
      scalar: { shape: { unknownRank: false, dimList: [] } },
    });
  });
});

const base64 = ({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');
