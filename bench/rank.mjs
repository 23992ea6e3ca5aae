/**
 * How well scores of frozen features foretell which network is best once it is trained: `thaw rank` against sweeps of the same networks, of a head on
 * the frozen network, and with the last block thawed. Prints tables in Markdown; rank.md has those of a whole run.
 *
 *     node bench/rank.mjs [--every 2] [--networks a,b,…] [--random a,b,…] [--sizes 96] [--folds 4] [--store DIR]
 *
 * Scores are of the images for training and validation, accuracies of their folds and, of the same models, of test images that nobody has scored. Some
 * five minutes on 2 cores; with `--store` it goes on where it was broken off.
 */
import { seededRandom } from '@thaw/core';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { emojiFolder } from './emoji.mjs';
import { thawLines } from './processes.mjs';
import { chanceOfTau, kendall, spearman } from './rank/correlation.mjs';
import { mean, quantile } from './statistics.mjs';

const { values: options } = parseArgs({
  options: {
    every: { type: 'string', default: '2' },
    networks: {
      type: 'string',
      default: 'efficientnet-lite0,efficientnet-lite1,efficientnet-lite2,xception',
    },
    random: { type: 'string', default: 'efficientnet-lite0,mobilenetv2' },
    sizes: { type: 'string', default: '96' },
    folds: { type: 'string', default: '4' },
    store: { type: 'string' },
  },
});
const list = (text) => text.split(',').filter(Boolean);
const sizes = list(options.sizes).map(Number);
const scores = ['knn', 'logme', 'hscore'];
const folder = mkdtempSync(join(tmpdir(), 'thaw-rank-'));
const store = options.store ?? join(folder, 'store');

const head = { name: 'head', epochs: 15, stop: { metric: 'val_loss', patience: 3 } };
const tune = {
  ...{ name: 'tune', trainable: { last: 1 }, epochs: 3 },
  optimizer: { name: 'adam', learningRate: 1e-4 },
};

/** Every n-th image of experiments/emoji.csv; its columns have no quoted commas. */
function writeSpec() {
  const [header, ...rows] = readFileSync(join(import.meta.dirname, '../experiments/emoji.csv'), 'utf8')
    .trim()
    .split('\n');
  const some = rows.filter((_, row) => row % Number(options.every) === 0);
  writeFileSync(join(folder, 'some.csv'), `${[header, ...some].join('\n')}\n`);
  const spec = {
    name: 'rank',
    data: { root: emojiFolder, manifest: 'some.csv', split: { folds: Number(options.folds), test: 0.3 } },
    backbone: { name: 'mobilenetv2', imageSize: 128 },
    phases: [head],
    tracking: { model: 'none' },
  };
  writeFileSync(join(folder, 'rank.yaml'), JSON.stringify(spec));
  return some.length;
}

const thaw = (command, settings, args = []) =>
  thawLines([
    ...[command, '--spec', join(folder, 'rank.yaml'), '--store', store],
    ...Object.entries(settings).flatMap(([path, value]) => ['--set', `${path}=${JSON.stringify(value)}`]),
    ...args,
  ]);

/** Accuracies of all folds, by network and size. */
function trained(weights, names, phases) {
  const parameters = { 'backbone.name': names, 'backbone.imageSize': sizes };
  const events = thaw('sweep', { 'backbone.weights': weights, phases, 'sweep.parameters': parameters });
  const runs = events.filter(({ type }) => type === 'run-ended').toSorted((a, b) => a.index - b.index);
  const folds = Number(options.folds);
  return new Map(
    names.flatMap((name, place) =>
      sizes.map((size, at) => {
        const first = (place * sizes.length + at) * folds;
        return [`${name} ${size}`, runs.slice(first, first + folds).map(({ metrics }) => metrics)];
      }),
    ),
  );
}

function candidates(weights, names) {
  if (names.length === 0) return [];
  const heads = trained(weights, names, [head]);
  const tuned = trained(weights, names, [head, tune]);
  return sizes.flatMap((size) => {
    const settings = { 'backbone.weights': weights, 'backbone.imageSize': size };
    const [{ networks }] = thaw('rank', settings, ['--backbones', names.join(',')]);
    return networks.map((network) => {
      const key = `${network.name} ${size}`;
      const of = (from, metric) => from.get(key).map((metrics) => metrics[metric]);
      return {
        ...network,
        title: `${network.name}${weights === 'random' ? ', random' : ''}`,
        isPretrained: weights !== 'random',
        accuracies: {
          'head, validation': of(heads, 'val_accuracy'),
          'head, test': of(heads, 'test_accuracy'),
          'thawed, validation': of(tuned, 'val_accuracy'),
          'thawed, test': of(tuned, 'test_accuracy'),
        },
      };
    });
  });
}

const row = (cells) => `| ${cells.join(' | ')} |`;
const ruler = (cells) => row(cells.map((_, at) => (at === 0 ? '---' : '---:')));
const table = (titles, rows) => [row(titles), ruler(titles), ...rows.map(row)].join('\n');
const share = (value) => value.toFixed(3);

/** Of what could come if the folds had come otherwise: they are drawn again, the same for all candidates. */
function interval(all, score, target) {
  const random = seededRandom(1);
  const folds = Number(options.folds);
  const taus = Array.from({ length: 2000 }, () => {
    const drawn = Array.from({ length: folds }, () => Math.floor(random() * folds));
    const values = all.map(({ accuracies }) => mean(drawn.map((fold) => accuracies[target][fold])));
    return kendall(
      all.map((each) => each[score]),
      values,
    );
  });
  return [quantile(taus, 0.025), quantile(taus, 0.975)];
}

function correlations(title, all) {
  if (all.length < 2) return;
  const rows = Object.keys(all[0].accuracies).flatMap((target) =>
    scores.map((score) => {
      const values = all.map(({ accuracies }) => mean(accuracies[target]));
      const scored = all.map((each) => each[score]);
      const tau = kendall(scored, values);
      const chosen = values[scored.indexOf(Math.max(...scored))];
      const [low, high] = interval(all, score, target);
      return [
        ...[target, score, tau.toFixed(2), `${low.toFixed(2)} to ${high.toFixed(2)}`],
        ...[spearman(scored, values).toFixed(2), chanceOfTau(tau, all.length).toFixed(3)],
        (100 * (Math.max(...values) - chosen)).toFixed(1),
      ];
    }),
  );
  console.log(`\n${title}: ${all.length} candidates\n`);
  const titles = ['accuracy', 'score', 'τ', '95 % by folds', 'ρ', 'by chance', 'points lost'];
  console.log(table(titles, rows));
}

try {
  const images = writeSpec();
  const all = [
    ...candidates('imagenet', list(options.networks)),
    ...candidates('random', list(options.random)),
  ].toSorted((a, b) => b.knn - a.knn);
  console.log(`${images} images, ${options.folds} folds\n`);
  const targets = Object.keys(all[0].accuracies);
  console.log(
    table(
      ['network', 'pixels', ...scores, ...targets],
      all.map((each) => [
        ...[each.title, each.imageSize, ...scores.map((score) => share(each[score]))],
        ...targets.map((target) => share(mean(each.accuracies[target]))),
      ]),
    ),
  );
  const pretrained = all.filter(({ isPretrained }) => isPretrained);
  for (const size of sizes)
    correlations(
      `Pretrained, at ${size} px`,
      pretrained.filter(({ imageSize }) => imageSize === size),
    );
  if (sizes.length > 1) correlations('Pretrained, at all sizes', pretrained);
  if (pretrained.length < all.length) correlations('With networks of random weights', all);
} finally {
  rmSync(folder, { recursive: true });
}
