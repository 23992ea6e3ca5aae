import { meanOf } from '../../statistics/intervals.js';
import { massBetween } from '../../sweep/tpe/normal.js';
import { after, startup } from './after.js';
import { fitCurves, forecast, type CurveModel } from './freeze-thaw.js';
import { costSoFar, isOver } from './mean-so-far.js';
import { medianOf } from './median.js';
import type { StopMethod, StoppingRule } from './stop-method.js';

const settings = {
  after,
  startup,
  chance: {
    type: 'number',
    exclusiveMinimum: 0,
    exclusiveMaximum: 1,
    examples: [0.1],
    description: 'how likely it must be to end better than the best, or it is stopped',
    default: 0.05,
  },
} as const;

/**
 * Extrapolates curves, and stops a run that is hardly likely to end better than the best that has ended: the criterion of
 * T. Domhan, J. T. Springenberg and F. Hutter (Speeding up Automatic Hyperparameter Optimization of Deep Neural Networks by
 * Extrapolation of Learning Curves, IJCAI 2015), over the curves of freeze-thaw Bayesian optimisation, whose forecast is exact. In a group it
 * forecasts where its mean will be once this run has ended, holds that against the mean of the best one by then, and allows for how far groups
 * have moved against each other in the runs that were still to come.
 */
export const curve: StopMethod<typeof settings> = {
  description:
    'hardly likely to end better than the best so far, by its curve and those of others (freeze-thaw)',
  settings,
  ofLastPhase: true,
  create({ after, startup, chance }): StoppingRule {
    const values = new Map<string, number[]>();
    /** Of the first runs of groups, of the second ones …: curves to their ends, by what was trained. */
    const ended: Map<string, readonly number[]>[] = [];
    /** Of groups that have come to their end, their means after each of their runs, by what was trained. */
    const whole = new Map<string, readonly number[]>();
    const fits: (Fit | undefined)[] = [];
    const fit = (part: number): Fit => {
      const [curves, known] = [[...ended[part]!.values()].slice(-mostFitted), fits[part]];
      const of = ended.reduce((sum, { size }) => sum + size, 0);
      if (known?.of === of) return known;
      const scale = scaleOf(ended.flatMap((each) => [...each.values()]).flat());
      const model = fitCurves(curves.map((each) => each.map(scale)));
      return (fits[part] = { of, scale, model });
    };
    return {
      judge(run, epoch) {
        const { step, of, trained, isLast, before } = epoch;
        const part = before.length;
        const seen = (values.get(run) ?? []).slice(0, step - 1);
        seen.push(costSoFar(epoch));
        values.set(run, seen);
        const there = (ended[part] ??= new Map<string, readonly number[]>());
        if (isLast) there.set(trained, seen);
        if (isOver(epoch)) whole.set(trained, meansAfterEach(before, seen.at(-1)!));
        if (isOver(epoch) || step < after || whole.size < startup) return 'go-on';
        const { scale, model } = fit(part);
        const means = [...whole.values()].map((each) => each.map(scale));
        const best = means.reduce((a, b) => (b.at(-1)! < a.at(-1)! ? b : a))[part]!;
        const moved = spreadOf(means.map((each) => each.at(-1)! - each[part]!));
        const end = isLast
          ? { mean: scale(seen.at(-1)!), deviation: 0 }
          : forecast(seen.map(scale), of, model);
        // Both it and the best have moved.
        const deviation = Math.sqrt(end.deviation ** 2 + 2 * moved ** 2);
        return massBetween(-Infinity, (best - end.mean) / deviation) < chance ? 'stop' : 'go-on';
      },
    };
  },
};

/** More curves hardly tell more of how curves run, and a fit takes as much longer. */
const mostFitted = 100;

interface Fit {
  /** How many curves had ended. */
  readonly of: number;
  readonly scale: Scale;
  readonly model: CurveModel;
}

/** Of all runs but the last as they ended, with the mean of all. */
const meansAfterEach = (before: readonly number[], mean: number): readonly number[] => [
  ...before.map((_, index) => meanOf(before.slice(0, index + 1))),
  mean,
];

type Scale = (value: number) => number;

/**
 * About their median, in deviations by the median of theirs. A loss that explodes is no curve that decays; so far off all are alike.
 */
function scaleOf(values: readonly number[]): Scale {
  const known = values.filter(Number.isFinite);
  const middle = known.length > 0 ? medianOf(known) : 0;
  const spread = known.length > 0 ? spreadOf(known) : 0;
  return (value) => Math.max(-far, Math.min(far, (value - middle) / (spread || 1)));
}

/** A standard deviation that a few that are far off do not change. */
function spreadOf(values: readonly number[]): number {
  const middle = medianOf(values);
  return 1.4826 * medianOf(values.map((value) => Math.abs(value - middle)));
}

const far = 5;
