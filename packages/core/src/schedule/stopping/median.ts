import { after, startup } from './after.js';
import { eachPart } from './each-part.js';
import { costSoFar, isOver } from './mean-so-far.js';
import type { StopMethod, StoppingRule } from './stop-method.js';

const settings = { after, startup } as const;

/**
 * The median rule of Google Vizier (Golovin et al., 2017, 3.2.2): a run is stopped if the best that it has been is worse than the
 * median of what others have been on average, each over as many epochs. Others are all that have come as far, not only those that have
 * finished: with each that is stopped these would be a better lot, and the rule a stricter one.
 */
export const median: StopMethod<typeof settings> = {
  description: 'at its best worse than half of the others were on average, over as many epochs',
  settings,
  ofLastPhase: false,
  create: ({ after, startup }) => eachPart(() => medianRule(after, startup)),
};

function medianRule(after: number, startup: number): StoppingRule {
  const values = new Map<string, number[]>();
  /** By step, and by what was trained. */
  const averages = new Map<number, Map<string, number>>();
  return {
    judge(run, epoch) {
      const { step, trained } = epoch;
      const seen = (values.get(run) ?? []).slice(0, step - 1);
      seen.push(costSoFar(epoch));
      values.set(run, seen);
      const known = seen.filter(Number.isFinite);
      const there = averages.get(step) ?? new Map<string, number>();
      averages.set(step, there);
      const others = [...there].filter(([other]) => other !== trained).map(([, average]) => average);
      there.set(
        trained,
        known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : Infinity,
      );
      if (isOver(epoch) || step < after || others.length < startup) return 'go-on';
      return Math.min(...seen) > medianOf(others) ? 'stop' : 'go-on';
    },
  };
}

/** Of at least one number. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle]!;
  const [low, high] = [sorted[middle - 1]!, sorted[middle]!];
  return low === high ? low : (low + high) / 2;
}
