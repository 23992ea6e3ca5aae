import type { NightStanding } from '@thaw/core';

/** How a night stands, for programs. */
export const standingJson = ({ night, standing, last, best, changed }: NightStanding) => ({
  standing,
  changed,
  ...(night.objective && { objective: night.objective }),
  ...(night.best && { best: night.best }),
  against: { ...(last && { last }), ...(best && { best }) },
});
