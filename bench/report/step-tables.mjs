// Extraction and training steps: Thaw, Keras, and PyTorch where it was measured; those of networks of timm in a table of their own.
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
    const steps = rows.filter(
      ({ benchmark, workload, sides }) =>
        benchmark === 'steps' && workload.kind === kind && !sides.torchCompiled,
    );
    if (steps.length === 0) return undefined;
    const withTorch = steps.some(({ sides }) => sides.torch);
    return `${title}\n\n${table([...columns, ...(withTorch ? torchColumns : []), ['measured', day, 'left']], steps)}\n\n${versionsOf(steps)}.`;
  });
  const ofTimm = rows.filter(({ benchmark, sides }) => benchmark === 'steps' && sides.torchCompiled);
  if (ofTimm.length > 0)
    sections.push(
      `### Networks of timm: features and training steps\n\n${table(timmColumns, ofTimm)}\n\n${versionsOf(ofTimm)}.`,
    );
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

/** Images a second, and by how many times Thaw's is another side's, where there is one. */
const speedOf =
  (side) =>
  ({ sides }) =>
    sides[side] ? spread(speeds(sides[side]), 1) : '–';
const ratioTo =
  (side) =>
  ({ sides }) =>
    sides[side] ? ratio(sides, sides[side]) : '–';
const milliseconds =
  (side) =>
  ({ sides }) =>
    sides[side] ? median(sides[side].map(({ cpuMsPerImage }) => cpuMsPerImage)).toFixed(0) : '–';
const others = { torch: 'PyTorch eager', torchCompiled: 'PyTorch compiled', keras: 'Keras' };
const each = (column) => Object.entries(others).map(([side, title]) => column(side, title));
const timmColumns = [
  ['workload', ({ name }) => name, 'left'],
  ['Thaw', speedOf('thaw')],
  ...each((side, title) => [title, speedOf(side)]),
  ...each((side, title) => [`Thaw / ${title}`, ratioTo(side)]),
  ['processor ms an image: Thaw', milliseconds('thaw')],
  ...each((side, title) => [title, milliseconds(side)]),
  ['MiB: Thaw', ({ sides }) => peak(sides.thaw)],
  ...each((side, title) => [title, ({ sides }) => (sides[side] ? peak(sides[side]) : '–')]),
  ['measured', day, 'left'],
];
