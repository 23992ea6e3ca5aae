import type { NightsResult } from '../api/nights.js';

/** What a call of `thaw nightly` may be asked to fail on. */
export const failures = ['worse', 'failed', 'overdue'] as const;
export type Failure = (typeof failures)[number];

/** Whether something of the kind has come of a call. */
export const hasFailure = (
  { specs, standings, overdue }: Pick<NightsResult, 'specs' | 'standings' | 'overdue'>,
  wanted: readonly Failure[],
): boolean => wanted.some((each) => tests[each]({ specs, standings, overdue }));

const tests: Readonly<
  Record<Failure, (result: Pick<NightsResult, 'specs' | 'standings' | 'overdue'>) => boolean>
> = {
  worse: ({ standings }) => standings.some(({ standing }) => standing === 'worse'),
  failed: ({ specs }) => specs.some(({ outcome }) => outcome === 'failed'),
  // A spec that this call has come across for the first time is no longer one that nobody has.
  overdue: ({ overdue }) => overdue.some(({ dueAt }) => dueAt !== undefined),
};
