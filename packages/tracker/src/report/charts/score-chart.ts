import { dot, gridX, ruleY, text } from '@observablehq/plot';
import {
  metricText,
  transferScores,
  type ComparedNetwork,
  type ComparedNetworks,
  type ScoreName,
} from '@thaw/core';
import { basename } from 'node:path/posix';
import type { Markup } from '../markup.js';
import { chart } from './chart.js';

/** One score of each network, in the order in which they rank; those that were not kept are quiet. */
export function scoreChart({ networks }: ComparedNetworks, score: ScoreName): Markup {
  const label = ({ name, imageSize }: ComparedNetwork) => `${basename(name)} ${imageSize}`;
  const points = networks.map((each) => ({
    network: label(each),
    value: each[score],
    colour: each.kept === false ? 'var(--quiet)' : 'var(--run-1)',
    words: metricText(each[score]),
  }));
  return chart(`${score} of each network`, {
    ...{ width: 520, height: 60 + 24 * points.length, marginLeft: 150, marginRight: 60, marginBottom: 40 },
    x: { label: transferScores[score], labelOffset: 34, nice: true, ticks: 4, tickSize: 0, inset: 10 },
    y: { label: null, domain: points.map(({ network }) => network), tickSize: 0 },
    marks: [
      gridX({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 4 }),
      ruleY(points, { y: 'network', stroke: 'var(--line)' }),
      dot(points, { x: 'value', y: 'network', r: 5, fill: 'colour' }),
      text(points, { x: 'value', y: 'network', text: 'words', dx: 10, textAnchor: 'start' }),
    ],
    color: { type: 'identity' },
  });
}
