import { metricText } from '@thaw/core';
import type { GroupComparison, PairedDifference } from '@thaw/tracker';
import { fitTable } from '../text/fit-table.js';
import { settingsText, signed } from './comparison-text.js';

/** A comparison of two groups for a terminal. */
export function describeGroupComparison(comparison: GroupComparison, width?: number): string {
  const { a, b, parts, unpaired, metrics } = comparison;
  const named = Object.entries(metrics);
  return [
    settingsText(comparison, 'groups', width),
    `In pairs of the same fold and repeat, ${parts.length} of them${unpaired > 0 ? `; ${unpaired} runs without a partner that has finished are left out` : ''}:`,
    fitTable(
      ['metric', a, b, 'difference', '95 % interval', 'p'],
      named.map(([name, difference]) => metricRow(name, difference)),
      { width, dispensable: [5, 3, 4] },
    ),
    fitTable(
      ['part', ...named.map(([name]) => name)],
      parts.map(({ part }, index) => [
        part,
        ...named.map(([, { values }]) => `${metricText(values[index]!.a)} → ${metricText(values[index]!.b)}`),
      ]),
      { width, dispensable: named.map((_, index) => index + 1).toReversed() },
    ),
  ].join('\n\n');
}

const metricRow = (
  name: string,
  { a, b, difference, interval, pValue }: PairedDifference,
): readonly string[] => [
  name,
  metricText(a),
  metricText(b),
  signed(difference),
  interval ? `${signed(interval.low)} … ${signed(interval.high)}` : '–',
  pValue === undefined ? '–' : pValue < 0.001 ? '< 0.001' : pValue.toFixed(3),
];
