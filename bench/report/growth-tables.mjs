// How time and memory grow.
import { sum } from '../statistics.mjs';
import { day, table, versionsOf } from './table.mjs';

export function renderGrowth(rows) {
  const sections = [
    ['growth-images', '### With images', imageColumns],
    ['growth-runs', '### With runs', runColumns],
    ['growth-features', '### Features larger than memory', featureColumns],
  ].flatMap(([benchmark, title, columns]) =>
    rows
      .filter((row) => row.benchmark === benchmark)
      .map(
        (row) =>
          `${title}\n\n${row.name}; ${day(row)}, ${versionsOf([row])}.\n\n${table(columns, row.points)}`,
      ),
  );
  return sections.join('\n\n');
}

const milliseconds = (seconds, count) => ((1000 * seconds) / count).toFixed(1);
const inStages = ({ stageSeconds }) => sum(Object.values(stageSeconds));

const imageColumns = [
  ['images', ({ images }) => images],
  ['seconds', ({ seconds }) => seconds.toFixed(1)],
  ['in stages', (point) => inStages(point).toFixed(1)],
  ['of it, ms an image: features', ({ stageSeconds, images }) => milliseconds(stageSeconds.features, images)],
  ['training', ({ stageSeconds, images }) => milliseconds(stageSeconds.train, images)],
  ['MiB', ({ peakMiB }) => peakMiB],
];

/** What a run costs beside its stages is to be below 50 ms (issue 5). */
const runColumns = [
  ['runs', ({ runs }) => runs],
  ['`thaw plan`, s', ({ planSeconds }) => planSeconds.toFixed(2)],
  ['`thaw sweep`, s', ({ first }) => first.seconds.toFixed(1)],
  ['ms a run: in epochs', ({ first, runs }) => milliseconds(first.epochSeconds, runs)],
  ['rest of the stages', ({ first, runs }) => milliseconds(inStages(first) - first.epochSeconds, runs)],
  [
    'beside stages (target: < 50)',
    ({ first, runs }) => milliseconds(first.sweepSeconds - inStages(first), runs),
  ],
  ['again, all stored, s', ({ again }) => again.seconds.toFixed(2)],
  ['ms a run', ({ again, runs }) => milliseconds(again.sweepSeconds, runs)],
  ['MiB', ({ first }) => first.peakMiB],
];

const featureColumns = [
  ['images', ({ images }) => images],
  ['stored features, MiB', ({ featureMiB }) => featureMiB],
  ['peak of all processes, MiB', ({ peakMiB }) => peakMiB],
  ['seconds', ({ seconds }) => seconds.toFixed(0)],
];
