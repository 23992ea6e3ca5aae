import {
  describeLayers,
  graphCost,
  isPublished,
  type Backbone,
  type Layer,
  type LayerFacts,
  type Shape,
} from '@thaw/core';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { backbones } from '../registry.js';

interface KerasLayer {
  readonly name: string;
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: readonly string[];
  readonly output: Shape;
  readonly weights: readonly { readonly name: string; readonly shape: Shape; readonly trainable: boolean }[];
}

interface KerasModel {
  /** What it downloads for `weights="imagenet"`. */
  readonly file: { readonly fileName: string; readonly url: string; readonly md5: string | null };
  /** The pixels below, after its `preprocess_input`. */
  readonly preprocessed: readonly (readonly number[])[];
  readonly parameters: number;
  readonly output: Shape;
  readonly layers: readonly KerasLayer[];
}

// 101 is odd and stays odd half of the times it is halved, which tells kinds of padding apart.
const oddSize = 101;
const {
  'efficientnet-lite0': lite0,
  'efficientnet-lite1': lite1,
  'efficientnet-lite2': lite2,
  ...applications
} = backbones;
const published = Object.values<Backbone>(applications).filter(isPublished);
const cases = published.flatMap((backbone) =>
  [trainedAt(backbone), oddSize].map((size) => ({
    backbone,
    size,
    model: `${backbone.title}:${size}`,
  })),
);
/** RGB, as in describe_applications.py. */
const pixels = [
  [0, 0, 0],
  [255, 255, 255],
  [10, 120, 230],
];
/** Each with the one that it is scaled as. */
const lites = [lite0, lite1, lite2].map((backbone, number) => ({
  ...{ backbone, title: backbone.title },
  model: `EfficientNetB${number}:${trainedAt(backbone)}`,
}));
let keras: Readonly<Record<string, KerasModel>>;

beforeAll(() => {
  const tools = fileURLToPath(new URL('../../../../tools/keras/', import.meta.url));
  const python = execFileSync('node', [`${tools}setup.mjs`], { encoding: 'utf8' }).trim();
  const models = [...cases, ...lites].map(({ model }) => model);
  const json = execFileSync(python, [`${tools}describe_applications.py`, ...models], {
    encoding: 'utf8',
    stdio: 'pipe',
    maxBuffer: 2 ** 30,
  });
  keras = JSON.parse(json) as typeof keras;
}, 600_000);

describe.each(cases)('$model', ({ backbone, size, model }) => {
  const graph = backbone.build(size);

  it('has the layers of Keras, in its order, connected as there', () => {
    const ours = graph.layers.map(({ name, kind, inputs }) => ({ name, kind, inputs }));
    expect(ours).toEqual(keras[model]!.layers.map(({ name, kind, inputs }) => ({ name, kind, inputs })));
  });

  it('configures every layer as Keras does', () => {
    const theirs = new Map(keras[model]!.layers.map((layer) => [layer.name, layer.config]));
    for (const layer of graph.layers) expect(theirs.get(layer.name)).toMatchObject(kerasConfig(layer));
  });

  it("has Keras's shapes and weights in every layer", () => {
    expect([...describeLayers(graph).values()].map(shapesAndWeights)).toEqual(
      keras[model]!.layers.map(({ name, output, weights }) => ({ name, output, weights })),
    );
  });

  it("has Keras's parameter count and output", () => {
    expect(graphCost(graph).parameters).toBe(keras[model]!.parameters);
    expect(describeLayers(graph).get(graph.output)!.output).toEqual(keras[model]!.output);
  });
});

describe.each(published)('$title', (backbone) => {
  const reference = () => keras[`${backbone.title}:${trainedAt(backbone)}`]!;

  it('takes its weights from the file that Keras takes, checked by the same hash', () => {
    const { from } = backbone.weights[0].sources[0]!;
    const { fileName, url, md5 } = reference().file;
    expect(from).toMatchObject({ kind: 'url', fileName, url });
    expect(from.kind === 'url' && (from.md5 ?? null)).toBe(md5);
  });

  it("prepares pixels as Keras's preprocess_input does", () => {
    const { channels, mean, std } = backbone.weights[0].preprocessing;
    const ours = pixels.map((rgb) =>
      (channels === 'RGB' ? rgb : rgb.toReversed()).map(
        (value, index) => (value - mean[index]!) / std[index]!,
      ),
    );
    expect(reference().preprocessed).toEqual(
      ours.map((pixel) => pixel.map((value) => expect.closeTo(value, 4) as number)),
    );
  });
});

it.each(lites)(
  'names and sizes the layers of $title as Keras those of $model, which has a few more',
  ({ backbone, model }) => {
    // However deep the others are, there is one block in the first and in the last stage; and however wide, 1,280 filters at the top.
    const dropped = /^(rescaling|normalization|block[17]b_)|_(pad|drop|se_\w+)$/;
    const theirs = keras[model]!.layers.filter(({ name }) => !dropped.test(name));
    const graph = backbone.build(trainedAt(backbone));
    expect(graph.layers.map(({ name, kind }) => [name, kind])).toEqual(
      theirs.map(({ name, kind }) => [name, kind]),
    );
    const isScaled = ({ name }: { readonly name: string }) => backbone !== lite2 || !name.startsWith('top_');
    expect([...describeLayers(graph).values()].map(shapesAndWeights).filter(isScaled)).toEqual(
      theirs.filter(isScaled).map(({ name, output, weights }) => ({ name, output, weights })),
    );
  },
);

/** With the weights of Keras, which come first. */
function trainedAt({ weights: [{ imageSize }] }: Backbone): number {
  return imageSize;
}

function shapesAndWeights({ layer, output, weights }: LayerFacts) {
  return {
    name: layer.name,
    output,
    weights: weights.map(({ name, shape, trainable }) => ({ name, shape, trainable })),
  };
}

/** `{ kernelSize: [3, 3] }` as `{ kernel_size: [3, 3] }`. */
function kerasConfig({ kind, config }: Layer): Record<string, unknown> {
  if (kind === 'InputLayer') return { batch_shape: [null, ...config.shape] };
  const snakeCase = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [snakeCase(key), value]));
}
