import { metricText } from '@thaw/core';
import { fitTable } from '../text/fit-table.js';
import { longCount } from '../text/count.js';
import { textTable } from '../text/text-table.js';
import type { PredictionMetrics } from './predictions.js';

/** A matrix of more cannot be read; then the most frequent confusions are listed. */
const mostClasses = 24;
const listedPairs = 20;

/** How right a network is, for people: its metrics, and what it takes for what. */
export function describeMetrics(measured: PredictionMetrics, width: number | undefined): string {
  const { images, metrics, classes } = measured;
  const numbers = Object.entries(metrics).map(([name, value]) => `${name} ${metricText(value)}`);
  const confusion = classes.length <= mostClasses ? matrix(measured, width) : pairs(measured, width);
  return `${longCount(images, 'image')} whose class is known: ${numbers.join(', ')}\n\n${confusion}`;
}

/** Columns are numbered, as names of classes would be too wide for them. */
function matrix({ classes, confusion }: PredictionMetrics, width: number | undefined): string {
  const columns = classes.map((_, column) => String(column + 1));
  const rows = confusion.map((row, index) => [
    ...[String(index + 1), classes[index]!],
    ...row.map((count) => (count === 0 ? '·' : String(count))),
  ]);
  const right = [0, ...columns.keys()].map((column, index) => (index === 0 ? 0 : column + 2));
  return fitTable(['', 'shows \\ taken for', ...columns], rows, { width, alignRight: right });
}

function pairs({ classes, confusion }: PredictionMetrics, width: number | undefined): string {
  const rows = confusion
    .flatMap((row, truth) => row.map((count, predicted) => ({ truth, predicted, count })))
    .filter(({ truth, predicted, count }) => truth !== predicted && count > 0)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, listedPairs)
    .map(({ truth, predicted, count }) => [classes[truth]!, classes[predicted]!, String(count)]);
  if (rows.length === 0) return textTable(['nothing is taken for anything else'], []);
  return fitTable(['shows', 'taken for', 'images'], rows, { width });
}
