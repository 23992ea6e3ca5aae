import { standingOf, type Night } from '@thaw/core';
import type { ReportNights } from '@thaw/tracker';

/** A year of them is still to be seen in a picture. */
const mostNights = 366;

/** The nights of the specs that have swept one of these sweeps, also those that came to another. */
export function reportNights(
  history: readonly Night[],
  sweeps: ReadonlySet<string>,
): readonly ReportNights[] {
  const specs = new Set(history.flatMap(({ spec, sweep }) => (sweep && sweeps.has(sweep) ? spec : [])));
  return [...specs].toSorted().map((spec) => {
    const nights = history
      .filter((night) => night.spec === spec)
      .toSorted((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
    const shown = nights.slice(-mostNights);
    return { spec, standings: shown.map((night) => standingOf(night, nights)) };
  });
}
