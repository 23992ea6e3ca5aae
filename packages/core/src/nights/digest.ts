import { changedInputs, type ChangedInput } from './changed-inputs.js';
import {
  compareNights,
  isMeasured,
  isSameResult,
  type MeasuredNight,
  type NightComparison,
} from './compare-nights.js';
import type { Night } from './night.js';

/**
 * How a night stands to the nights before: `same` within the noise, `worse` by more than it than the last or than the
 * best of the latest, `better` by more than it than the last, and `new` where there is none to hold it against.
 */
export type Standing = 'new' | 'better' | 'same' | 'worse' | 'failed' | 'skipped';

export interface NightStanding {
  readonly night: Night;
  readonly standing: Standing;
  /** Against the last night that ran, and came to a number of the same objective. */
  readonly last?: NightComparison;
  /** Against the best of the latest nights, where that is not the last. */
  readonly best?: NightComparison;
  /** Of how many nights that is the best, those of one result counted each. */
  readonly nights: number;
  /** What is not as it was in the last night that ran. */
  readonly changed: readonly ChangedInput[];
}

/**
 * The latest nights with a number against which one is held, besides the last. So a decline that is too slow to be seen
 * from one night to the next is seen from the best of a fortnight.
 */
export const nightsCompared = 14;

/** Of each night that the clock has brought, in their order, how it stands to those before it. */
export const digestOf = (tonight: readonly Night[], before: readonly Night[]): readonly NightStanding[] => {
  const all = [...before, ...tonight];
  return tonight.map((night) => standingOf(night, all));
};

/** @param history nights of any specs, in any order; those that are not before this one say nothing of it */
export function standingOf(night: Night, history: readonly Night[]): NightStanding {
  const before = history
    .filter(({ spec, dueAt }) => spec === night.spec && timeOf(dueAt) < timeOf(night.dueAt))
    .toSorted((a, b) => timeOf(a.dueAt) - timeOf(b.dueAt));
  const ran = before.findLast(hasRun);
  const changed = ran ? changedInputs(night, ran) : [];
  if (!isMeasured(night)) return { night, standing: unmeasured(night), nights: 0, changed };
  const latest = before.filter((each) => isComparable(each, night)).slice(-nightsCompared);
  const [last, best] = [latest.at(-1), bestOf(latest)];
  const against = {
    ...(last && { last: compareNights(night, last) }),
    ...(last &&
      best &&
      !isSameResult(last.best, best.best) && {
        best: compareNights(night, best, distinctResults(latest)),
      }),
  };
  const standing = hasRun(night) ? standingBy(against) : unmeasured(night);
  return { night, standing, ...against, nights: latest.length, changed };
}

/** Nothing was found, nothing was made otherwise and it was in time: there is nothing to read. A commit alone is no news. */
export const isQuiet = ({ night, standing, changed }: NightStanding): boolean =>
  standing === 'same' &&
  night.outcome === 'ran' &&
  night.reason === undefined &&
  changed.every(({ input }) => input === 'code');

/** How long after the time that it was due it began; nothing for one that never did. */
export const latenessSeconds = ({ dueAt, startedAt }: Night): number | undefined =>
  startedAt === undefined ? undefined : Math.max(0, (timeOf(startedAt) - timeOf(dueAt)) / 1000);

const timeOf = (iso: string): number => Date.parse(iso);

/** Of one in which a run has failed, the best may be missing. */
const hasRun = ({ outcome }: Night): boolean => outcome === 'ran' || outcome === 'caught-up';

/** A night without a run that has finished has failed, whatever it says. */
const unmeasured = ({ outcome }: Night): Standing => (outcome === 'skipped' ? 'skipped' : 'failed');

/** A spec that is judged by something else than before starts anew. */
const isComparable = (earlier: Night, { objective }: MeasuredNight): earlier is MeasuredNight =>
  hasRun(earlier) &&
  isMeasured(earlier) &&
  earlier.objective.metric === objective.metric &&
  earlier.objective.goal === objective.goal;

function bestOf(nights: readonly MeasuredNight[]): MeasuredNight | undefined {
  const gain = ({ best: { value }, objective: { goal } }: MeasuredNight) =>
    goal === 'maximize' ? value : -value;
  // Of equal ones the last, which is most like tonight.
  return nights.reduce<MeasuredNight | undefined>(
    (best, night) => (best && gain(best) > gain(night) ? best : night),
    undefined,
  );
}

const distinctResults = (nights: readonly MeasuredNight[]): number =>
  new Set(nights.map(({ best: { stage, value } }) => `${stage} ${value}`)).size;

function standingBy({ last, best }: Pick<NightStanding, 'last' | 'best'>): Standing {
  if (!last) return 'new';
  if (last.isOneResult) return 'same';
  return last.verdict === 'worse' || best?.verdict === 'worse' ? 'worse' : last.verdict;
}
