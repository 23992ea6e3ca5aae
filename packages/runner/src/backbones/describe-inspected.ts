import { selectorText } from '@thaw/core';
import { weightsText } from './backbones-table.js';
import { formatBytes } from '../text/bytes.js';
import { longCount } from '../text/count.js';
import { fitTable } from '../text/fit-table.js';
import { restLines } from '../text/limit.js';
import type { InspectedBackbone, InspectedLayer } from './inspected-backbone.js';
import { billions, percent, roughly } from './network-text.js';
import { thawingLines } from './thawing-lines.js';

interface Shown {
  readonly width: number | undefined;
  /** Of each table. */
  readonly rows: number;
  /** Layers, in place of blocks. */
  readonly layers: boolean;
  /** Whether one selector was asked about. */
  readonly isAsked: boolean;
}

/** A network for people: what it is, its blocks or its layers, and what selectors come to. */
export function describeInspected(network: InspectedBackbone, shown: Shown): string {
  const parts = shown.layers ? layersTable(network, shown) : blocksTable(network, shown);
  const [asked] = network.thawings;
  return [
    ...headLines(network),
    ...['', parts, ''],
    shown.isAsked ? thawingLines(asked!, network).join('\n') : thawingsTable(network, shown),
  ].join('\n');
}

/** What a network is, a sentence each. */
export function headLines(network: InspectedBackbone): readonly string[] {
  const { title, name, parameters, flops, imageSize, blocks, output, weights, top1, imagesPerSecond } =
    network;
  const called = title === name ? name : `${title} (${name})`;
  const named = blocks.filter((block) => block.name !== undefined).length;
  const licence = weights.licence === undefined ? '' : ` (licence: ${weights.licence})`;
  const place = weights.path ?? weights.address;
  return [
    `${called}: ${longCount(parameters, 'parameter')}, ${billions(flops)}FLOPs for an image of ${imageSize} pixels, ${longCount(named, 'block')}, output ${output.join(' × ')}`,
    `pretrained weights: ${weightsText(weights)}${place === undefined ? '' : `, ${place}`}${licence}`,
    ...(top1 === undefined
      ? []
      : [`names ${percent(top1)} of ImageNet's validation images rightly, as published`]),
    ...(imagesPerSecond === undefined
      ? []
      : [`about ${roughly(imagesPerSecond)} images a second on this machine, decoding left out`]),
  ];
}

function blocksTable({ blocks, flops: all }: InspectedBackbone, { width, rows }: Shown): string {
  // An image that enters is nothing to thaw; people thaw from the end.
  const told = blocks.filter(({ name, flops }) => name !== undefined || flops > 0);
  const few = told.slice(-rows);
  const header = ['block', 'layers', 'parameters', 'output', 'bytes', 'FLOPs'];
  const cells = few.map(({ name, layers, parameters, output, outputBytes, flops }) => [
    ...[name ?? '(no block)', String(layers), parameters.toLocaleString('en'), output.join(' × ')],
    ...[formatBytes(outputBytes), percent(flops / all)],
  ]);
  const table = fitTable(header, cells, { width, dispensable: [1, 5, 4], alignRight: [1, 2, 3, 4, 5] });
  return [table, ...restLines(few.length, told.length, 'blocks', ', the last')].join('\n');
}

function layersTable({ layers, flops: all }: InspectedBackbone, { width, rows }: Shown): string {
  const few = layers.slice(-rows);
  const header = ['layer', 'kind', 'block', 'parameters', 'output', 'FLOPs'];
  const cells = few.map(({ name, kind, block, parameters, output, flops }: InspectedLayer) => [
    ...[name, kind, block ?? '–', parameters.toLocaleString('en')],
    ...[output.join(' × '), percent(flops / all)],
  ]);
  const table = fitTable(header, cells, { width, dispensable: [5, 2, 1], alignRight: [3, 4, 5] });
  return [table, ...restLines(few.length, layers.length, 'layers', ', the last')].join('\n');
}

function thawingsTable({ thawings }: InspectedBackbone, { width, rows }: Shown): string {
  const few = thawings.slice(0, rows);
  const header = ['trainable', 'or from', 'trains', 'cut at', 'an image', 'each epoch'];
  const cells = few.map(({ trainable, from, trainableParameters, cut, bytesPerImage, flopsShare }) => [
    ...[selectorText(trainable), from ?? '–', trainableParameters.toLocaleString('en'), cut.join(' + ')],
    ...[formatBytes(bytesPerImage), percent(flopsShare)],
  ]);
  const table = fitTable(header, cells, { width, dispensable: [5, 1], alignRight: [2, 4, 5] });
  return [
    ...[table, ...restLines(few.length, thawings.length, 'selectors')],
    '',
    'trains: parameters of the network, where BatchNormalization rests; the head trains always.',
    'cut at: what of an image is stored, as float32; what is above is computed again in each epoch, of a forward pass so much.',
  ].join('\n');
}
