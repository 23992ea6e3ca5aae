/**
 * Holds searches with two objectives against Optuna: what of the best front they have found after so many evaluations.
 *
 *     node bench/search-fronts.mjs                        writes search-fronts.md
 *     node bench/search-fronts.mjs --seeds 3 --scratch    some of it, printed only
 *     node bench/search-fronts.mjs --methods tpe,random --only ZDT1 --scratch
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
// A search that is opened by itself has one objective.
import { searchSpace } from '../packages/core/dist/sweep/search-space.js';
import { createSearch } from '../packages/core/dist/sweep/sweep-settings.js';
import { pythonOf } from './processes.mjs';
import { problems, shortfall } from './search/fronts.mjs';
import { optuna } from './search/methods.mjs';
import { bootstrapped, mean } from './statistics.mjs';

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    methods: { type: 'string', default: 'tpe,optuna 5.0,quasirandom,random' },
    only: { type: 'string', default: '' },
    scratch: { type: 'boolean', default: false },
  },
});
const seeds = Array.from({ length: Number(options.seeds) }, (_, seed) => seed);
const marks = [25, 50, 100];
const evaluations = marks.at(-1);

const thaw = (method) => ({
  async optimise({ parameters, evaluate }, seed) {
    const axes = parameters.map(({ name, low, high }) => ({
      ...{ paths: [name], when: [] },
      space: { kind: 'uniform', low, high },
    }));
    const settings = { runs: evaluations, startup: 10 };
    const search = createSearch({ method, settings, seed, space: searchSpace(axes) });
    const costs = [];
    for (let point = search.ask(); point; point = search.ask()) {
      costs.push(evaluate(point));
      search.tell(point, costs.at(-1));
    }
    return costs;
  },
  close() {},
});
const methods = {
  tpe: () => thaw('tpe'),
  'optuna 5.0': () => optuna(pythonOf('optuna', '5')),
  quasirandom: () => thaw('quasirandom'),
  random: () => thaw('random'),
};

const cell = (values) => {
  const [middle, low, high] = bootstrapped(values).map((each) => each.toFixed(3));
  return `${middle} (${low} – ${high})`;
};

const table = (header, rows) =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const meant = problems.filter(({ name }) => name.includes(options.only));
/** By method, problem, seed and mark. */
const found = {};
for (const name of options.methods.split(',')) {
  const method = methods[name]();
  found[name] = [];
  for (const problem of meant) {
    const rows = [];
    for (const seed of seeds) {
      const costs = await method.optimise(problem, seed, evaluations);
      rows.push(marks.map((mark) => shortfall(problem, costs.slice(0, mark))));
    }
    found[name].push(rows);
  }
  method.close();
}

const parts = marks.map((mark, place) => {
  const bySeed = (name) => seeds.map((seed) => mean(found[name].map((rows) => rows[seed][place])));
  const rows = Object.keys(found).map((name) => [
    name,
    ...meant.map((_, index) => cell(found[name][index].map((row) => row[place]))),
    cell(bySeed(name)),
    cell(bySeed(name).map((each, seed) => each - bySeed('tpe')[seed])),
  ]);
  const header = ['method', ...meant.map(({ name }) => name), 'all', 'more than tpe, seed for seed'];
  return `## After ${mark} evaluations\n\n${table(header, rows)}`;
});
const file = join(import.meta.dirname, 'search-fronts.md');
const head = readFileSync(join(import.meta.dirname, 'search', 'fronts-head.md'), 'utf8');
const page = await format(`${head}\n${seeds.length} seeds.\n\n${parts.join('\n\n')}\n`, {
  ...(await resolveConfig(file)),
  parser: 'markdown',
});
if (options.scratch) process.stdout.write(page);
else writeFileSync(file, page);
