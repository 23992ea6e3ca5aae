// The whole job: how long each side takes, and what its runs reach.
import { meanAndDeviation } from '../statistics.mjs';
import { day, table, versionsOf } from './table.mjs';

/** How many times as fast as each recipe of Keras Thaw is to be (issue 5). */
const targets = { guide: 15, cached: 4 };
const titles = {
  guide: "Keras, the guide's recipe in a loop",
  cached: "Keras, the frozen base's features cached by hand",
};
const titleOf = ({ name }) => titles[name] ?? name.replace('thaw', 'Thaw,');

export function renderJob(rows) {
  const sides = rows.filter(({ benchmark }) => benchmark === 'job');
  if (sides.length === 0) return '';
  const ours = sides.filter(({ name }) => name.startsWith('thaw'));
  const [{ settings, images, ofRuns }] = sides;
  return `### The whole job

${ofRuns} runs of Xception at ${settings.imageSize}², ${settings.extractEpochs} epochs of extraction and ${settings.fineTuneEpochs} of fine-tuning from \`${settings.thawFrom}\`, batch ${settings.batchSize};
${images.train} emoji for training and ${images.validation} for validation. Wall time of the whole command, weights on the machine.

${table(timeColumns(ours), sides)}

${versionsOf(sides)}.

Validation accuracy of each run:

${table(accuracyColumns(sides), pointsOf(sides))}`;
}

const timeColumns = (ours) => [
  ['', titleOf, 'left'],
  ['seconds', ({ seconds }) => seconds.toFixed(0)],
  [
    'measured',
    ({ seconds, measuredSeconds, runs, ofRuns }) =>
      seconds === measuredSeconds
        ? `all ${ofRuns} runs`
        : `${runs.length} of ${ofRuns} runs, ${measuredSeconds.toFixed(0)} s`,
  ],
  ...ours.map((our) => [
    `times ${titleOf(our)}`,
    (side) => (side.name in targets ? (side.seconds / our.seconds).toFixed(1) : ''),
  ]),
  ['target', ({ name }) => (name in targets ? `≥ ${targets[name]}` : '')],
  ['MiB', ({ peakMiB }) => peakMiB],
  ['measured on', day],
];

const pointsOf = (sides) => {
  const longest = sides.reduce((a, b) => (b.runs.length > a.runs.length ? b : a));
  return [...longest.runs, undefined];
};

/** The last row is the mean, with the standard deviation over the runs. */
const accuracyColumns = (sides) => [
  ['dropout', (point) => point?.dropout ?? 'mean'],
  ['rate', (point) => point?.rate ?? ''],
  ...sides.map((side) => [
    titleOf(side),
    (point) =>
      point ? accuracyAt(side, point) : meanAndDeviation(side.runs.map(({ accuracy }) => accuracy)),
  ]),
];

function accuracyAt({ runs }, { dropout, rate }) {
  const run = runs.find((each) => each.dropout === dropout && each.rate === rate);
  return run ? run.accuracy.toFixed(3) : '';
}
