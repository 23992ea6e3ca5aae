import { metricText } from '@thaw/core';
import type { ChangedAnswer, Difference, RunComparison } from '@thaw/tracker';
import { fitTable } from '../text/fit-table.js';
import { settingsText, signed } from './comparison-text.js';
import { restLines, rowsWithin } from '../text/limit.js';

export interface ComparedRuns extends RunComparison {
  /** What stands for each in registries: `flowers v2 @champion`. */
  readonly registered: Readonly<Record<'a' | 'b', readonly string[]>>;
}

/** A comparison of two runs for a terminal. */
export function describeComparison(comparison: ComparedRuns, width?: number, limit?: number): string {
  const { a, b, images, unpaired, metrics, pValue, mended, broken } = comparison;
  const only = unpaired > 0 ? `; ${unpaired} that only one of them was evaluated on are left out` : '';
  return [
    ...registrations(comparison),
    settingsText(comparison, 'runs', width),
    `On ${images} images held out from both${only}:`,
    fitTable(
      ['metric', a, b, 'difference', '95 % interval'],
      Object.entries(metrics).map(([name, difference]) => metricRow(name, difference)),
      { width, dispensable: [3, 4] },
    ),
    `${mended.length} answers are right only in ${b}, ${broken.length} only in ${a}: ${verdict(pValue)}.`,
    ...(mended.length > 0 ? [`Right only in ${b}:`, answers(mended, a, { width, limit })] : []),
    ...(broken.length > 0 ? [`Right only in ${a}:`, answers(broken, b, { width, limit })] : []),
  ].join('\n\n');
}

const registrations = ({ a, b, registered }: ComparedRuns): readonly string[] =>
  (
    [
      [a, registered.a],
      [b, registered.b],
    ] as const
  ).flatMap(([run, texts]) => (texts.length > 0 ? `${run} is registered as ${texts.join(', ')}.` : []));

const metricRow = (name: string, { a, b, difference, low, high }: Difference): readonly string[] => [
  name,
  metricText(a),
  metricText(b),
  signed(difference),
  `${signed(low)} … ${signed(high)}`,
];

const verdict = (pValue: number): string => {
  const p = pValue < 0.001 ? 'p < 0.001' : `p = ${pValue.toFixed(3)}`;
  return `${pValue < 0.05 ? 'more than chance explains' : 'chance alone may explain it'} (McNemar, ${p})`;
};

function answers(
  changed: readonly ChangedAnswer[],
  wrong: string,
  { width, limit }: { readonly width: number | undefined; readonly limit: number | undefined },
): string {
  const few = changed.slice(0, rowsWithin(limit));
  const table = fitTable(
    ['image', 'shows', `${wrong} says`],
    few.map(({ path, truth, predicted }) => [path, truth, predicted]),
    { width },
  );
  return [table, ...restLines(few.length, changed.length, 'answers')].join('\n');
}
