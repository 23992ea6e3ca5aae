import { canonicalJson } from '../../hash/canonical-json.js';
import { seededRandom } from '../../random/random.js';
import { positiveInteger } from '../../spec/schema/values.js';
import type { KnownPoint, ParameterValues, Search } from '../search.js';
import { drawPoints, NewPoints, type SearchSpace } from '../search-space.js';
import { mixtureOf } from '../tpe/mixture.js';
import { sharesIn } from '../tpe/shares.js';
import { splitTrials, type Trial } from '../tpe/split-trials.js';
import { evenDraw } from './quasirandom.js';
import { runs, sizeByRuns } from './runs.js';
import type { SearchMethod } from './search-method.js';

const settings = {
  runs,
  startup: {
    ...positiveInteger,
    examples: [20],
    description: 'how many runs it spreads evenly before it learns, at most half of them',
    default: 10,
  },
} as const;

export const tpe: SearchMethod<typeof settings> = {
  description: 'drawn where earlier runs were good and others were not (tree-structured Parzen estimator)',
  settings,
  learns: true,
  draws: true,
  unused: { steps: 'a tpe sweep has no steps' },
  size: sizeByRuns,
  create: tpeSearch,
};

/** Candidates of which the best is proposed, as in Hyperopt and Optuna. */
const candidates = 24;

/** How often new candidates are drawn where all have been proposed before. */
const rounds = 10;

/**
 * The tree-structured Parzen estimator (Bergstra et al., Algorithms for Hyper-Parameter Optimization, 2011), over all parameters at
 * once: of points drawn where the best runs lie, that which is likeliest among these against all others. The n-th point depends
 * on the seed, n, what was known, and what has been told before it is asked for. What is known counts as told first, and spares as
 * many of the points that are spread evenly, but for one.
 */
export function tpeSearch(
  space: SearchSpace,
  { runs, startup }: { readonly runs: number; readonly startup: number },
  seed: number,
  known: readonly KnownPoint[] = [],
): Search {
  const fresh = new NewPoints(space);
  for (const { point } of known) fresh.take(point);
  const spread = evenDraw(space, seed);
  const sharesOf = sharesIn(space);
  const include = space.include.filter((point) => fresh.has(point));
  const before = Math.max(Math.min(startup, Math.ceil(runs / 2)) - known.length, include.length, 1);
  const first = drawPoints({ ...space, include }, Math.min(runs, before), spread, fresh);
  /** In the order in which they were proposed. */
  const trials = new Map<string, Trial>(known.map((each) => [canonicalJson(each.point), trialOf(each)]));
  let asked = 0;
  let isOver = false;

  const propose = (): ParameterValues | undefined => {
    const random = seededRandom([seed, 'tpe', asked]);
    const { good, others } = splitTrials([...trials.values()]);
    const [among, against] = [mixtureOf(space, good, sharesOf), mixtureOf(space, others, sharesOf)];
    for (let round = 0; round < rounds; round++) {
      const drawn = Array.from({ length: candidates }, () => among.draw(random)).filter((point) =>
        fresh.has(point),
      );
      const gains = drawn.map((point) => among.logDensity(point) - against.logDensity(point));
      // What has no density under either is no better than another.
      const best = drawn[gains.indexOf(Math.max(...gains.filter((gain) => !Number.isNaN(gain))))];
      if (best && fresh.take(best)) return best;
    }
    return drawPoints({ ...space, include: [] }, 1, spread, fresh)[0];
  };
  return {
    certain: () => first.slice(asked),
    ask() {
      const point = isOver || asked === runs ? undefined : (first[asked] ?? propose());
      isOver = point === undefined;
      if (point === undefined) return undefined;
      asked++;
      trials.set(canonicalJson(point), { point });
      return point;
    },
    tell(point, value, stopped) {
      trials.set(canonicalJson(point), { ...trialOf({ point, value }), ...(stopped && { stopped }) });
    },
  };
}

const trialOf = ({ point, value }: KnownPoint): Trial => ({
  point,
  ...(value !== undefined && [value].flat().every(Number.isFinite) && { value }),
});
