import { massBetween } from '../../sweep/tpe/normal.js';
import { after, startup } from './after.js';
import { fitCurves, forecast, type CurveModel } from './freeze-thaw.js';
import { medianOf, numberOf } from './median.js';
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
 * Extrapolation of Learning Curves, IJCAI 2015), over the curves of freeze-thaw Bayesian optimisation, whose forecast is exact.
 */
export const curve: StopMethod<typeof settings> = {
  description:
    'hardly likely to end better than the best so far, by its curve and those of others (freeze-thaw)',
  settings,
  ofLastPhase: true,
  create({ after, startup, chance }): StoppingRule {
    const values = new Map<string, number[]>();
    /** Curves to their ends, by what was trained. */
    const ended = new Map<string, readonly number[]>();
    let fitted: { readonly curves: number; readonly scale: Scale; readonly model: CurveModel } | undefined;
    const fit = () => {
      if (fitted?.curves === ended.size) return fitted;
      const curves = [...ended.values()];
      const scale = scaleOf(curves.flat());
      const model = fitCurves(curves.map((each) => each.map(scale)));
      return (fitted = { curves: ended.size, scale, model });
    };
    return {
      judge(run, epoch) {
        const { step, of, trained, isLast } = epoch;
        const seen = (values.get(run) ?? []).slice(0, step - 1);
        seen.push(numberOf(epoch));
        values.set(run, seen);
        if (isLast) ended.set(trained, seen);
        if (isLast || step < after || ended.size < startup) return 'go-on';
        const { scale, model } = fit();
        const { mean, deviation } = forecast(seen.map(scale), of, model);
        const best = Math.min(...[...ended.values()].map((each) => scale(each.at(-1)!)));
        return massBetween(-Infinity, (best - mean) / deviation) < chance ? 'stop' : 'go-on';
      },
    };
  },
};

type Scale = (value: number) => number;

/**
 * About their median, in deviations by the median of theirs. A loss that explodes is no curve that decays; so far off all are alike.
 */
function scaleOf(values: readonly number[]): Scale {
  const known = values.filter(Number.isFinite);
  const middle = known.length > 0 ? medianOf(known) : 0;
  const spread = known.length > 0 ? 1.4826 * medianOf(known.map((value) => Math.abs(value - middle))) : 0;
  return (value) => Math.max(-far, Math.min(far, (value - middle) / (spread || 1)));
}

const far = 5;
