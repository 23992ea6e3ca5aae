/**
 * What folds cost: experiments/quickstart.yaml, four configurations, with one split and with five folds, each in a store of its own.
 * Counts passes of the images through the backbone, and prints a table in Markdown.
 *
 *     node bench/folds.mjs [--spec FILE] [--folds 5] [--rounds 3]
 *
 * The two take turns, so that what else the machine does weighs on both. A few minutes on 2 cores.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { thawLines } from './processes.mjs';

const { values: options } = parseArgs({
  options: {
    spec: { type: 'string', default: join(import.meta.dirname, '../experiments/quickstart.yaml') },
    folds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
  },
});
const folds = Number(options.folds);

/** Events of a sweep, and the plan before it. */
function sweep(overrides) {
  const store = mkdtempSync(join(tmpdir(), 'thaw-folds-'));
  const set = overrides.flatMap((override) => ['--set', override]);
  const thaw = (command) => thawLines([command, '--spec', options.spec, '--store', store, ...set]);
  try {
    const [{ stages }] = thaw('plan');
    const images = stages
      .filter(({ kind }) => kind === 'features')
      .reduce((sum, each) => sum + each.images.total - each.images.stored, 0);
    const events = thaw('sweep');
    const computed = (kind) =>
      events.filter(
        (each) => each.type === 'stage-ended' && each.kind === kind && each.status === 'computed',
      );
    const seconds = (kind) => computed(kind).reduce((sum, each) => sum + each.seconds, 0);
    return {
      runs: events.filter(({ type }) => type === 'run-ended').length,
      passes: computed('features').length,
      images,
      trainings: computed('train').length,
      featureSeconds: seconds('features'),
      trainSeconds: seconds('train'),
      seconds: events.find(({ type }) => type === 'sweep-ended').seconds,
    };
  } finally {
    rmSync(store, { recursive: true });
  }
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const ways = new Map([
  ['one split', []],
  [`${folds} folds`, [`data.split={ folds: ${folds} }`]],
]);
const rounds = Array.from({ length: Number(options.rounds) }, () =>
  [...ways.values()].map((overrides) => sweep(overrides)),
);
const row = (cells) => `| ${cells.join(' | ')} |`;
console.log(row(['', ...ways.keys()]));
console.log(row(['---', ...[...ways.keys()].map(() => '---:')]));
const lines = {
  runs: 'runs',
  passes: 'passes of images through the backbone',
  images: 'images of these',
  trainings: 'trainings',
  featureSeconds: 'seconds: features',
  trainSeconds: 'seconds: trainings',
  seconds: 'seconds: the sweep',
};
for (const [key, title] of Object.entries(lines)) {
  const cells = [...ways.keys()].map((_, way) => median(rounds.map((round) => round[way][key])));
  console.log(row([title, ...cells.map((cell) => (Number.isInteger(cell) ? cell : cell.toFixed(1)))]));
}
