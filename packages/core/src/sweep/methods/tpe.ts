import { canonicalJson } from '../../hash/canonical-json.js';
import { seededRandom } from '../../random/random.js';
import type { ValuesOf } from '../../spec/kinds.js';
import { positiveInteger } from '../../spec/schema/values.js';
import type { KnownPoint, ParameterValues, Search } from '../search.js';
import { drawPoints, NewPoints, type SearchSpace } from '../search-space.js';
import { bestOf, type Choice } from '../tpe/choice.js';
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
  cost: {
    enum: ['blind', 'aware'],
    examples: ['aware'],
    description: 'whether what a run is expected to cost beside those before it counts',
    default: 'blind',
  },
} as const;

type TpeSettings = Pick<ValuesOf<typeof settings>, 'runs' | 'startup'> & Partial<ValuesOf<typeof settings>>;

export const tpe: SearchMethod<typeof settings> = {
  description: 'drawn where earlier runs were good and others were not (tree-structured Parzen estimator)',
  settings,
  learns: true,
  draws: true,
  unused: { steps: 'a tpe sweep has no steps' },
  size: sizeByRuns,
  create: tpeSearch,
};

/** Candidates of which the best is proposed, as in Hyperopt and Optuna; no more are weighed at a time. */
const candidates = 24;

/** After so many runs a point of e times the cost has to be e times as likely; after ten times as many hardly likelier at all. */
const coolingRuns = 4;

/** How often new candidates are drawn where all have been proposed before. */
const rounds = 10;

/**
 * The tree-structured Parzen estimator (Bergstra et al., Algorithms for Hyper-Parameter Optimization, 2011), over all parameters at
 * once: of points drawn where the best runs lie, that which is likeliest among these against all others. The n-th point depends
 * on the seed, n, what was known, and what has been told before it is asked for. What is known counts as told first, and spares as
 * many of the points that are spread evenly, but for one.
 *
 * With `cost: aware` half as many are spread, the cheapest first, and of those that are drawn the dear ones have to promise more.
 */
export function tpeSearch(
  space: SearchSpace,
  { runs, startup, cost = 'blind' }: TpeSettings,
  seed: number,
  known: readonly KnownPoint[] = [],
): Search {
  const isAware = cost === 'aware';
  const fresh = new NewPoints(space);
  for (const { point } of known) fresh.take(point);
  const spread = evenDraw(space, seed);
  const sharesOf = sharesIn(space);
  const include = space.include.filter((point) => fresh.has(point));
  const usual = Math.min(startup, Math.ceil(runs / 2));
  const even = (isAware ? Math.ceil(usual / 2) : usual) - known.length;
  const first = drawPoints(
    { ...space, include },
    Math.min(runs, Math.max(even, include.length, 1)),
    spread,
    fresh,
  );
  const certain = isAware ? first.slice(0, Math.max(include.length, 1)) : first;
  /** Spread evenly too, in the order of what they cost when they are asked for. */
  const later = new Set(first.slice(certain.length));
  /** In the order in which they were proposed. */
  const trials = new Map<string, Trial>(known.map((each) => [canonicalJson(each.point), trialOf(each)]));
  let asked = 0;
  let isOver = false;
  /** What the next point is chosen from, until it is proposed. */
  let choice: Choice | undefined;

  const draw = (): Choice => {
    const random = seededRandom([seed, 'tpe', asked]);
    const { good, others } = splitTrials([...trials.values()]);
    const [among, against] = [mixtureOf(space, good, sharesOf), mixtureOf(space, others, sharesOf)];
    const gainOf = (point: ParameterValues) => among.logDensity(point) - against.logDensity(point);
    for (let round = 0; round < rounds; round++) {
      const drawn = Array.from({ length: candidates }, () => among.draw(random));
      const points = drawn.filter((point) => fresh.has(point));
      // What has no density under either is no better than another.
      const options = points
        .map((point) => ({ point, gain: gainOf(point) }))
        .filter(({ gain }) => !Number.isNaN(gain));
      if (options.length > 0) return { options, thrift: isAware ? coolingRuns / trials.size : 0 };
    }
    const rest = drawPoints({ ...space, include: [] }, 1, spread, fresh);
    return { options: rest.map((point) => ({ point, gain: 0 })), thrift: 0 };
  };
  const choose = (): Choice => {
    if (later.size === 0) return draw();
    const next = [...later].slice(0, candidates);
    return { options: next.map((point) => ({ point, gain: 0 })), thrift: 1 };
  };
  const propose = (): ParameterValues | 'weigh' | undefined => {
    choice ??= choose();
    if (choice.thrift > 0 && choice.options.length > 1 && !choice.seconds) return 'weigh';
    const best = bestOf(choice);
    choice = undefined;
    return best;
  };
  return {
    certain: () => certain.slice(asked),
    ask() {
      const point = isOver || asked === runs ? undefined : (certain[asked] ?? propose());
      if (point === 'weigh') return point;
      isOver = point === undefined;
      if (point === undefined) return undefined;
      later.delete(point);
      fresh.take(point);
      asked++;
      trials.set(canonicalJson(point), { point });
      return point;
    },
    toWeigh: () => choice?.options.map(({ point }) => point) ?? [],
    weigh(seconds) {
      if (choice) choice = { ...choice, seconds };
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
