import { isPublished, type Backbone } from '@thaw/core';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { backbones } from '../registry.js';
import {
  describeGraph,
  describeKeras,
  digestOf,
  pixels,
  type DescriptionDigest,
  type KerasModel,
} from './keras-description.fixture.js';

/**
 * Keras itself is asked in `npm run parity`, which says where a network differs and writes down what every other run is
 * held against.
 */
const isLive = process.env['THAW_KERAS'] === 'live';

interface Reference extends Pick<KerasModel, 'file' | 'preprocessed'> {
  /** By image size. */
  readonly sizes: Readonly<Record<string, DescriptionDigest>>;
}
const written = new URL('keras-descriptions.json', import.meta.url);

// 101 is odd and stays odd half of the times it is halved, which tells kinds of padding apart.
const sizesOf = ({ weights: [{ imageSize }] }: Backbone) => [imageSize, 101];
const applications = Object.values<Backbone>(backbones).filter(
  (backbone) => isPublished(backbone) && !backbone.name.startsWith('efficientnet-lite'),
);
const cases = applications.flatMap((backbone) => sizesOf(backbone).map((size) => ({ backbone, size })));
const modelOf = ({ title }: Backbone, size: number) => `${title}:${size}`;

const keras = isLive ? askKeras() : undefined;
if (keras) writeReferences(keras);
const references = JSON.parse(readFileSync(written, 'utf8')) as Readonly<Record<string, Reference>>;

it.each(cases)('has the layers of $backbone.title at $size px, as Keras has them', ({ backbone, size }) => {
  const ours = describeGraph(backbone.build(size));
  if (keras) expect(ours).toEqual(describeKeras(keras[modelOf(backbone, size)]!));
  expect(digestOf(ours), 'run `npm run parity` to see what differs').toEqual(
    references[backbone.title]!.sizes[size],
  );
});

describe.each(applications)('$title', (backbone) => {
  const { file, preprocessed } = references[backbone.title]!;

  it('takes its weights from the file that Keras takes, checked by the same hash', () => {
    const { from } = backbone.weights[0].sources[0]!;
    expect(from).toMatchObject({ kind: 'url', fileName: file.fileName, url: file.url });
    expect(from.kind === 'url' && (from.md5 ?? from.sha256 ?? null)).toBe(file.hash);
  });

  it("prepares pixels as Keras's preprocess_input does", () => {
    const { channels, mean, std } = backbone.weights[0].preprocessing;
    const ours = pixels.map((rgb) =>
      (channels === 'RGB' ? rgb : rgb.toReversed()).map(
        (value, index) => (value - mean[index]!) / std[index]!,
      ),
    );
    expect(preprocessed).toEqual(
      ours.map((pixel) => pixel.map((value) => expect.closeTo(value, 4) as number)),
    );
  });
});

function askKeras(): Readonly<Record<string, KerasModel>> {
  const tools = fileURLToPath(new URL('../../../../tools/keras/', import.meta.url));
  const python = execFileSync('node', [`${tools}setup.mjs`], { encoding: 'utf8' }).trim();
  const models = cases.map(({ backbone, size }) => modelOf(backbone, size));
  const json = execFileSync(python, [`${tools}describe_applications.py`, ...models], {
    encoding: 'utf8',
    stdio: 'pipe',
    maxBuffer: 2 ** 30,
  });
  return JSON.parse(json) as Readonly<Record<string, KerasModel>>;
}

function writeReferences(keras: Readonly<Record<string, KerasModel>>): void {
  const entries = applications.map((backbone): [string, Reference] => {
    const models = sizesOf(backbone).map((size) => [size, keras[modelOf(backbone, size)]!] as const);
    const [[, { file, preprocessed }]] = models as [(typeof models)[number]];
    const sizes = Object.fromEntries(models.map(([size, model]) => [size, digestOf(describeKeras(model))]));
    return [backbone.title, { file, preprocessed, sizes }];
  });
  writeFileSync(written, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}
