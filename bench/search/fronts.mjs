/** Functions with two objectives, the less the better of each, and what part of the best front some points have found. */

const real = (name, low, high) => ({ name, kind: 'float', low, high });
const reals = (count, low, high) => Array.from({ length: count }, (_, index) => real(`x${index}`, low, high));
const xs = (point) => Object.keys(point).map((_, index) => point[`x${index}`]);
const mean = (values) => values.reduce((total, value) => total + value, 0) / values.length;

/** E. Zitzler, K. Deb and L. Thiele, Comparison of Multiobjective Evolutionary Algorithms, Evol. Comput. 8, 2000: the front is where all but the first are 0. */
const zdt = (name, second) => ({
  name,
  parameters: reals(4, 0, 1),
  reference: [1.1, 4],
  evaluate(point) {
    const [first, ...others] = xs(point);
    return [first, second(first, 1 + 9 * mean(others))];
  },
  front: (share) => [share, second(share, 1)],
});

const fonsecaAt = (x) => {
  const place = 1 / Math.sqrt(x.length);
  const at = (sign) => 1 - Math.exp(-x.reduce((sum, each) => sum + (each - sign * place) ** 2, 0));
  return [at(1), at(-1)];
};

export const problems = [
  zdt('ZDT1 4d', (f, g) => g * (1 - Math.sqrt(f / g))),
  zdt('ZDT2 4d', (f, g) => g * (1 - (f / g) ** 2)),
  zdt('ZDT3 4d', (f, g) => g * (1 - Math.sqrt(f / g) - (f / g) * Math.sin(10 * Math.PI * f))),
  {
    // C. M. Fonseca and P. J. Fleming, 1995.
    name: 'Fonseca–Fleming 3d',
    parameters: reals(3, -4, 4),
    reference: [1, 1],
    evaluate: (point) => fonsecaAt(xs(point)),
    front: (share) => fonsecaAt(Array(3).fill((2 * share - 1) / Math.sqrt(3))),
  },
];

/** The area that points with two costs dominate, as far as a reference point. */
export function hypervolume(points, [first, second]) {
  const within = points.filter((point) => point[0] < first && point[1] < second);
  let area = 0;
  let least = second;
  for (const [at, cost] of within.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (cost >= least) continue;
    area += (first - at) * (least - cost);
    least = cost;
  }
  return area;
}

const points = 10_000;
const wholes = new Map();
function wholeOf({ name, front, reference }) {
  if (!wholes.has(name)) {
    const best = Array.from({ length: points + 1 }, (_, index) => front(index / points));
    wholes.set(name, hypervolume(best, reference));
  }
  return wholes.get(name);
}

/** 0 for the whole front, 1 for nothing as good as the reference point. */
export const shortfall = (problem, costs) => 1 - hypervolume(costs, problem.reference) / wholeOf(problem);
