// What stopping runs saves, and what it loses: rules of core, on courses of real trainings, against training all to their ends.
//
//     node bench/stopping.mjs [--record [--store DIR]] [--seeds N] [--scratch]
//
// `--record` trains the courses anew: heads on the cached features of the emoji of experiments/quickstart.yaml. Where they come from is
// written down in bench/stopping/trajectories.json; what they come to in bench/stopping.md, unless `--scratch`. Takes no time and no chance but seeds.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom, stopMethods } from '@thaw/core';
import { readRuns, runSweep } from '@thaw/runner';
import { format, resolveConfig } from 'prettier';
import { emojiFolder } from './emoji.mjs';

const { values: options } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    store: { type: 'string' },
    seeds: { type: 'string', default: '30' },
    scratch: { type: 'boolean', default: false },
  },
});
const table = join(import.meta.dirname, 'stopping', 'trajectories.json');

const spec = {
  name: 'trajectories',
  seed: 7,
  data: { manifest: join(import.meta.dirname, '..', 'experiments', 'emoji.csv'), root: emojiFolder },
  backbone: { name: 'efficientnet-lite0', imageSize: 128 },
  phases: [{ name: 'extract', epochs: 27 }],
  sweep: {
    method: 'random',
    runs: 95,
    parameters: {
      batchSize: [16, 32, 64],
      'head.dropout': { uniform: [0, 0.7] },
      'head.hidden': [[], [64], [256]],
      'phases.extract.optimizer.name': ['sgd', 'adam', 'rmsprop'],
      'phases.extract.optimizer.learningRate': { logUniform: [1e-5, 1] },
    },
  },
};

if (options.record) await record();
const { runs } = JSON.parse(readFileSync(table, 'utf8'));
await report();

/** Trains all courses; what a store has already is taken from there. */
async function record() {
  const store = options.store ?? mkdtempSync(join(tmpdir(), 'thaw-trajectories-'));
  try {
    const result = await runSweep({ spec, store, backend: 'tensorflow' });
    const historyOf = new Map((await readRuns({ store })).map(({ id, history }) => [id, history]));
    const byIndex = result.runs.toSorted((a, b) => a.index - b.index);
    const recorded = byIndex.map(({ id, parameters }) => {
      const { val_accuracy: accuracy, val_loss: loss } = historyOf.get(id);
      const short = (values) => values.map((value) => Number(Number(value).toPrecision(5)));
      return { parameters, val_accuracy: short(accuracy), val_loss: short(loss) };
    });
    // Where the images lie here is nobody's business.
    const written = { ...spec, data: 'experiments/emoji.csv' };
    const content = { writtenBy: 'bench/stopping.mjs --record', spec: written, runs: recorded };
    await write(table, 'json', JSON.stringify(content));
  } finally {
    if (!options.store) rmSync(store, { recursive: true, force: true });
  }
}

/** The courses of a search of `count` runs, drawn by a seed. */
function drawn(count, seed) {
  const random = seededRandom([seed, 'stopping']);
  const left = [...runs];
  return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)[0]);
}

/** What a rule has trained of a search of these costs (the smaller, the better), and the best that ended. */
function follow(rule, courses) {
  const at = courses.map(() => 0);
  const finished = [];
  for (let next = 0; ;) {
    const promoted = rule?.next?.();
    if (promoted === undefined && next === courses.length) break;
    const run = promoted === undefined ? next++ : Number(promoted);
    const course = courses[run];
    for (let step = 1; step <= course.length; step++) {
      at[run] = Math.max(at[run], step);
      const isLast = step === course.length;
      const epoch = { step, of: course.length, value: course[step - 1], isLast, trained: `${run}:${step}` };
      const alone = { before: [], parts: 1 };
      if (rule?.judge(String(run), { ...epoch, ...alone }) === 'stop') break;
      if (isLast) finished.push(course.at(-1));
    }
  }
  const epochs = courses.reduce((sum, { length }) => sum + length, 0);
  return {
    best: Math.min(...finished),
    finished: finished.length,
    share: at.reduce((sum, each) => sum + each, 0) / epochs,
  };
}

async function report() {
  const rules = {
    'all to their ends': () => undefined,
    'the first third of them': undefined,
    median: () => stopMethods.median.create({ after: 1, startup: 4 }),
    'median, after: 3': () => stopMethods.median.create({ after: 3, startup: 4 }),
    successiveHalving: () => stopMethods.successiveHalving.create({ after: 1, factor: 3 }),
    'successiveHalving, after: 3': () => stopMethods.successiveHalving.create({ after: 3, factor: 3 }),
    curve: () => stopMethods.curve.create({ after: 1, startup: 4, chance: 0.05 }),
    'curve, after: 3': () => stopMethods.curve.create({ after: 3, startup: 4, chance: 0.05 }),
  };
  const rows = [];
  const [count, seeds] = [48, Number(options.seeds)];
  for (const metric of ['val_accuracy', 'val_loss']) {
    for (const [name, create] of Object.entries(rules)) {
      const results = Array.from({ length: seeds }, (_, seed) => {
        const sign = metric === 'val_loss' ? 1 : -1;
        const courses = drawn(count, seed).map((run) => run[metric].map((value) => sign * value));
        const whole = follow(undefined, courses);
        const got = create ? follow(create(), courses) : follow(undefined, courses.slice(0, count / 3));
        const share = create ? got.share : got.share / 3;
        return { share, finished: got.finished, regret: got.best - whole.best };
      });
      const digits = metric === 'val_loss' ? 4 : 5;
      rows.push([
        metric,
        name,
        inWords(
          results.map(({ share }) => share),
          2,
        ),
        inWords(
          results.map(({ finished }) => finished),
          1,
        ),
        inWords(
          results.map(({ regret }) => regret),
          digits,
        ),
        String(results.filter(({ regret }) => regret === 0).length),
      ]);
    }
  }
  const head = readFileSync(join(import.meta.dirname, 'stopping', 'head.md'), 'utf8');
  const lines = [
    ['objective', 'rule', 'share of the epochs', 'finished', 'regret', `same winner, of ${seeds}`],
    Array.from({ length: 6 }, () => '---'),
    ...rows,
  ].map((cells) => `| ${cells.join(' | ')} |`);
  const target = join(import.meta.dirname, 'stopping.md');
  const page = `${head}\n${lines.join('\n')}\n`;
  if (options.scratch) console.log(page);
  else await write(target, 'markdown', page);
}

async function write(file, parser, content) {
  writeFileSync(file, await format(content, { ...(await resolveConfig(file)), parser }));
}

/** The mean, and half of a 95 % interval of it. */
function inWords(numbers, digits) {
  const mean = numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
  const variance = numbers.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (numbers.length - 1);
  return `${mean.toFixed(digits)} ± ${(1.96 * Math.sqrt(variance / numbers.length)).toFixed(digits)}`;
}
