import {
  GraphBuilder,
  type Classifier,
  type ModelFiles,
  type ModelFormat,
  type ModelMetadata,
  type TestRunner,
} from '@thaw/core';
import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert';

/** Runs a format's files as whoever gets them would: images of `[height, width, 3]`, uint8, to probabilities. */
export type ReadModel = (
  files: ModelFiles,
  images: Uint8Array,
  shape: readonly [images: number, height: number, width: number, channels: 3],
) => Promise<Float32Array>;

const [height, width, classes] = [5, 4, 2];
const metadata: ModelMetadata = {
  classes: ['a "b" <c>', 'é'],
  metrics: { val_accuracy: 0.5 },
  licence: null,
};

/** The mean of each channel, and one dense layer: small enough to say by hand what comes out. */
function smallClassifier(): Classifier {
  const builder = new GraphBuilder('small');
  const input = builder.input('images', [height, width, 3]);
  const pool = builder.add('GlobalAveragePooling2D', 'pool', {}, input);
  const dense = { units: classes, useBias: true, activation: 'linear' } as const;
  return {
    graph: builder.build(builder.add('Dense', 'logits', dense, pool)),
    preprocessing: { channels: 'BGR', mean: [128, 120, 110], std: [20, 22, 18] },
    weights: new Map([
      ['logits/kernel', { shape: [3, classes], data: Float32Array.of(1, -1, 0.5, 0, -0.25, 2) }],
      ['logits/bias', { shape: [classes], data: Float32Array.of(0.1, -0.2) }],
    ]),
  };
}

function expectedOf([red, green, blue]: readonly [number, number, number]): readonly number[] {
  const { preprocessing, weights } = smallClassifier();
  const { mean, std } = preprocessing;
  const channels = [blue, green, red].map((value, index) => (value - mean[index]!) / std[index]!);
  const kernel = weights.get('logits/kernel')!.data;
  const bias = weights.get('logits/bias')!.data;
  const exponentials = Array.from({ length: classes }, (_, unit) =>
    Math.exp(
      channels.reduce((sum, value, index) => sum + value * kernel[index * classes + unit]!, bias[unit]!),
    ),
  );
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}

/**
 * The contract of a `ModelFormat` as a test suite. Whoever adds a format brings a reader of it that is not Thaw's own
 * writer turned round.
 */
export function describeModelFormat(
  name: string,
  format: ModelFormat,
  read: ReadModel,
  { describe, it }: TestRunner,
): void {
  describe(`${name} keeps the contract of a model format`, () => {
    it('has places in the folder of a model', async () => {
      const paths = [...(await format.encode(smallClassifier(), metadata)).keys()];
      ok(paths.includes(format.path));
      for (const path of paths)
        ok(
          path.split('/').every((part) => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part)),
          path,
        );
    });
    it('is the same bytes for the same network', async () => {
      const bytes = async () =>
        [...(await format.encode(smallClassifier(), metadata))].map(([path, file]) => [
          path,
          Buffer.from(file),
        ]);
      deepStrictEqual(await bytes(), await bytes());
    });
    it('gives the probabilities of the network it was made of, in batches of any size', async () => {
      const colours = [
        [128, 120, 110],
        [110, 130, 120],
        [100, 125, 140],
      ] as const;
      const files = await format.encode(smallClassifier(), metadata);
      for (const count of [1, colours.length]) {
        const pixels = colours.slice(0, count).flatMap((colour) =>
          Array(height * width)
            .fill(colour)
            .flat(),
        );
        const found = await read(files, Uint8Array.from(pixels as number[]), [count, height, width, 3]);
        const expected = colours.slice(0, count).flatMap(expectedOf);
        strictEqual(found.length, expected.length);
        for (const [index, value] of expected.entries())
          ok(Math.abs(found[index]! - value) < 1e-5, `${found[index]} instead of ${value}`);
      }
    });
    it('is not made of weights that lack something', async () => {
      const { weights, ...network } = smallClassifier();
      const left = new Map([...weights].filter(([path]) => path !== 'logits/bias'));
      await rejects(format.encode({ ...network, weights: left }, metadata), /logits\/bias/);
    });
  });
}
