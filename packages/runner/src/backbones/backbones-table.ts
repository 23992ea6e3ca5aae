import { fitTable } from '../text/fit-table.js';
import { formatBytes } from '../text/bytes.js';
import type { ListedBackbone, ListedWeights } from './listed-backbone.js';
import { billions, millions, percent, roughly } from './network-text.js';

/** Networks for a terminal of this width. */
export function backbonesTable(networks: readonly ListedBackbone[], width?: number): string {
  const header = [
    ...['network', 'parameters', 'FLOPs', 'pixels', 'top-1', 'images/s', 'weights', 'licence', 'output'],
  ];
  const rows = networks.map((each) => [
    ...[each.name, millions(each.parameters), billions(each.flops), String(each.imageSize)],
    ...[orDash(each.top1, percent), orDash(each.imagesPerSecond, roughly), weightsText(each.weights)],
    ...[each.weights.licence ?? '–', each.output.join(' × ')],
  ]);
  return fitTable(header, rows, {
    width,
    dispensable: ['output', 'licence', 'pixels', 'images/s'].map((title) => header.indexOf(title)),
    alignRight: ['parameters', 'FLOPs', 'pixels', 'top-1', 'images/s'].map((title) => header.indexOf(title)),
  });
}

const orDash = (value: number | undefined, text: (value: number) => string): string =>
  value === undefined ? '–' : text(value);

/** `here`, or what it takes to have them. */
export function weightsText({ from, bytes }: ListedWeights): string {
  if (from === 'url') return bytes === undefined ? 'to fetch' : `to fetch, ${formatBytes(bytes)}`;
  return { here: 'here', pip: 'by pip', file: 'hub or file' }[from];
}

/** What the table leaves open, a sentence each. */
export function tableNotes(networks: readonly ListedBackbone[], machine: string | undefined): string[] {
  const isMeasured = machine !== undefined;
  const brought = networks.some(({ weights }) => weights.from === 'file');
  return [
    isMeasured
      ? `images/s: through the whole network, by what was measured here (${machine}); decoding comes on top.`
      : 'images/s: this machine was not measured yet; a first sweep, or `thaw init`, does that.',
    ...(brought
      ? [
          'hub or file: no weights are taken unless the spec says which: `weights: { hub: ORG/NAME }` or `{ file: … }`.',
        ]
      : []),
  ];
}
