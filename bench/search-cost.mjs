/**
 * What weighing candidates by their cost gains: searches with the same seconds, on a space where runs share stages.
 *
 *     node bench/search-cost.mjs                                   writes search-cost.md
 *     node bench/search-cost.mjs --seeds 2 --hours 0.5 --scratch   some of it, printed only
 *
 * Nothing is trained: seconds are the planner's, accuracies a stated function's.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openSearch, seededRandom } from '@thaw/core';
import { format, resolveConfig } from 'prettier';
import { noise, problem } from './search-cost/problem.mjs';
import { parameters, stagesOf } from './search-cost/space.mjs';
import { bootstrapped, mean } from './statistics.mjs';

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    hours: { type: 'string', default: '0.5,1,2,4,8' },
    only: { type: 'string', default: '' },
    scratch: { type: 'boolean', default: false },
  },
});
const hours = options.hours.split(',').map(Number);
const seeds = Array.from({ length: Number(options.seeds) }, (_, seed) => seed);

const methods = {
  'tpe, cost: aware': { method: 'tpe', cost: 'aware' },
  tpe: { method: 'tpe' },
  'tpe, startup: 5': { method: 'tpe', startup: 5 },
  quasirandom: { method: 'quasirandom' },
  random: { method: 'random' },
};
const problems = {
  'The dearer network is the better one': true,
  'Cost says nothing': false,
};

/** How far the best run by its measurement is from the optimum, in points of accuracy, after each of the hours, and the runs until then. */
function simulate(search, isDear, seed) {
  const { accuracy, best } = problem(isDear, seed);
  const random = seededRandom(['noise', isDear, seed]);
  const stored = new Set();
  const secondsOf = (point) =>
    stagesOf(point).reduce((sum, { id, seconds }) => sum + (stored.has(id) ? 0 : seconds), 0);
  const asking = openSearch({
    ...{ ...search, seed, runs: 3000, parameters, objective: { goal: 'maximize' } },
    ...(search.cost && { seconds: secondsOf }),
  });
  const reached = [];
  let [spent, runs, highest] = [0, 0, -Infinity];
  // Until something is known: what chance comes to.
  let regret = best - 0.85;
  for (let asked = asking.ask(); asked; asked = asking.ask()) {
    spent += secondsOf(asked.parameters);
    while (reached.length < hours.length && spent > 3600 * hours[reached.length])
      reached.push({ regret: 100 * regret, runs });
    if (reached.length === hours.length) break;
    for (const { id } of stagesOf(asked.parameters)) stored.add(id);
    runs++;
    const [true_, drawn] = [accuracy(asked.parameters), Math.sqrt(-2 * Math.log(1 - random()))];
    const value = true_ + noise * drawn * Math.cos(2 * Math.PI * random());
    if (value > highest) [highest, regret] = [value, best - true_];
    asking.tell(asked.id, { value });
  }
  return reached;
}

/** With a 95 % interval over seeds. */
function withInterval(values) {
  const [middle, low, high] = bootstrapped(values).map((each) => each.toFixed(2));
  return `${middle} (${low} – ${high})`;
}

const table = (header, rows) =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const parts = Object.entries(problems).map(([title, isDear]) => {
  const meant = Object.entries(methods).filter(([name]) => name.includes(options.only));
  const reached = new Map(
    meant.map(([name, search]) => [name, seeds.map((seed) => simulate(search, isDear, seed))]),
  );
  const cells = (of) =>
    [...reached].map(([name, all]) => [
      name,
      ...hours.map((_, at) =>
        of(
          all.map((each) => each[at]),
          at,
          name,
        ),
      ),
    ]);
  const header = ['method', ...hours.map((each) => `${each} h`)];
  const blind = reached.get('tpe');
  const regrets = table(
    header,
    cells((all) => withInterval(all.map(({ regret }) => regret))),
  );
  const less =
    blind &&
    table(
      header,
      cells((all, at) => withInterval(all.map(({ regret }, seed) => blind[seed][at].regret - regret))),
    );
  const runs = table(
    header,
    cells((all) => mean(all.map((each) => each.runs)).toFixed(0)),
  );
  return [
    `## ${title}`,
    ...['Mean regret, in points of accuracy:', regrets],
    ...(less ? ['By how much less than that of `tpe`, seed for seed:', less] : []),
    ...['Runs until then:', runs],
  ].join('\n\n');
});
const file = join(import.meta.dirname, 'search-cost.md');
const head = readFileSync(join(import.meta.dirname, 'search-cost', 'head.md'), 'utf8');
const page = await format(`${head}\n${seeds.length} seeds.\n\n${parts.join('\n\n')}\n`, {
  ...(await resolveConfig(file)),
  parser: 'markdown',
});
if (options.scratch) process.stdout.write(page);
else writeFileSync(file, page);
