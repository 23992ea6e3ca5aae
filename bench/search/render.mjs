import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '@thaw/core';

const mean = (values) => values.reduce((total, value) => total + value, 0) / values.length;

/** The page of results: how it was measured stands in head.md. */
export function renderSearch(results, marks) {
  const methods = Object.keys(results);
  const problems = Object.keys(results[methods[0]]);
  const seeds = Math.min(
    ...methods.flatMap((each) => problems.map((problem) => results[each][problem].length)),
  );
  /** `cells[problem][method][seed][mark]` */
  const cells = problems.map((problem) => methods.map((each) => results[each][problem].slice(0, seeds)));
  const parts = marks.map((mark, place) => {
    const rows = methods.map((method, column) => [
      method,
      ...[rankOf(cells, column, place), regretOf(cells, column, place)].map((measure) =>
        withInterval(measure, seeds),
      ),
      withInterval(lead(cells, column, place), seeds),
    ]);
    return `## After ${mark} evaluations\n\n${table(['method', 'mean rank', 'mean regret', `ranks that ${methods[0]} is before it`], rows)}`;
  });
  const last = marks.length - 1;
  const single = problems.map((problem, row) => [
    problem,
    ...methods.map((_, column) => short(mean(cells[row][column].map((regrets) => regrets[last])))),
  ]);
  return `${readFileSync(join(import.meta.dirname, 'head.md'), 'utf8')}
${problems.length} problems, ${seeds} seeds.

${parts.join('\n\n')}

## Mean regret of each problem after ${marks[last]} evaluations

${table(['problem', ...methods], single)}
`;
}

/** The mean over problems of what a seed comes to; which seeds is drawn anew for the interval. */
const rankOf = (cells, column, place) => (seed) =>
  mean(cells.map((methods) => rankIn(methods, column, seed, place)));
const regretOf = (cells, column, place) => (seed) =>
  mean(cells.map((methods) => methods[column][seed][place]));
/** By how much the first method is before another. */
const lead = (cells, column, place) => (seed) =>
  rankOf(cells, column, place)(seed) - rankOf(cells, 0, place)(seed);

/** From 1; equals share their ranks. */
function rankIn(methods, column, seed, place) {
  const [own, all] = [methods[column][seed][place], methods.map((seeds) => seeds[seed][place])];
  return 1 + all.filter((each) => each < own).length + (all.filter((each) => each === own).length - 1) / 2;
}

/** With a 95 % interval: the seeds drawn again 2,000 times, all problems together (percentile bootstrap). */
function withInterval(measure, seeds) {
  const values = Array.from({ length: seeds }, (_, seed) => measure(seed));
  const random = seededRandom('bootstrap');
  const means = Array.from({ length: 2000 }, () =>
    mean(values.map(() => values[Math.floor(random() * seeds)])),
  ).toSorted((a, b) => a - b);
  return `${short(mean(values))} (${short(means[50])} – ${short(means[1949])})`;
}

const short = (value) => (Math.abs(value) >= 0.01 || value === 0 ? value.toFixed(3) : value.toExponential(1));

const table = (header, rows) =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
