import { metricText, scoreNames, type ComparedNetworks } from '@thaw/core';
import { basename } from 'node:path';
import { millions } from '../backbones/network-text.js';
import { formatBytes } from '../text/bytes.js';
import { formatDuration } from '../text/duration.js';
import { fitTable } from '../text/fit-table.js';

/** Networks for a terminal of this width, the best first. */
export function networksTable({ by, networks }: ComparedNetworks, width?: number): string {
  const scores = [by, ...scoreNames.filter((name) => name !== by)];
  const areChosen = networks.some(({ kept }) => kept !== undefined);
  const header = [
    ...['rank', 'network', 'pixels', ...scores, 'parameters', 'weights', 'pass'],
    ...(areChosen ? [''] : []),
  ];
  const rows = networks.map((each, place) => [
    ...[String(place + 1), basename(each.name), String(each.imageSize)],
    ...scores.map((name) => metricText(each[name])),
    ...[millions(each.parameters), formatBytes(each.bytes)],
    each.seconds === undefined ? '–' : formatDuration(each.seconds),
    ...(areChosen ? [each.kept ? 'kept' : ''] : []),
  ]);
  const places = ['pixels', 'pass', 'weights', 'parameters', ...scores.slice(1).toReversed()];
  return fitTable(header, rows, { width, dispensable: places.map((title) => header.indexOf(title)) });
}
