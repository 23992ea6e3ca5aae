// Extraction and training steps: Thaw, Keras, and PyTorch where it was measured.
import { median } from '../statistics.mjs';
import { day, spread, table, versionsOf } from './table.mjs';

/** How many times as fast as Keras it is to be (issue 5). */
const target = ({ workload: { kind, precision } }) =>
  kind === 'train' ? 1.2 : precision === 'bfloat16' ? 1.7 : 1.15;

const titles = {
  extract: '### Extraction: images to pooled features, images a second',
  train: '### Training steps, images a second',
};

export function renderSteps(rows) {
  const sections = Object.entries(titles).map(([kind, title]) => {
    const steps = rows.filter(({ benchmark, workload }) => benchmark === 'steps' && workload.kind === kind);
    if (steps.length === 0) return undefined;
    const withTorch = steps.some(({ sides }) => sides.torch);
    return `${title}\n\n${table([...columns, ...(withTorch ? torchColumns : []), ['measured', day, 'left']], steps)}\n\n${versionsOf(steps)}.`;
  });
  return sections.filter(Boolean).join('\n\n');
}

const speeds = (side) => side.map(({ imagesPerSecond }) => imagesPerSecond);
const peak = (side) => Math.max(...side.map(({ peakMiB }) => peakMiB));
const ratio = ({ thaw }, other) => (median(speeds(thaw)) / median(speeds(other))).toFixed(2);

const columns = [
  ['workload', ({ name }) => name.replace(/^\w+ /, ''), 'left'],
  ['Thaw', ({ sides }) => spread(speeds(sides.thaw), 1)],
  ['Keras', ({ sides }) => spread(speeds(sides.keras), 1)],
  ['Thaw / Keras', ({ sides }) => ratio(sides, sides.keras)],
  ['target', (row) => `≥ ${target(row)}`],
  ['Thaw MiB', ({ sides }) => peak(sides.thaw)],
  ['Keras MiB', ({ sides }) => peak(sides.keras)],
];
const torchColumns = [
  ['PyTorch', ({ sides }) => (sides.torch ? spread(speeds(sides.torch), 1) : '')],
  ['Thaw / PyTorch', ({ sides }) => (sides.torch ? ratio(sides, sides.torch) : '')],
  ['PyTorch MiB', ({ sides }) => (sides.torch ? peak(sides.torch) : '')],
];
