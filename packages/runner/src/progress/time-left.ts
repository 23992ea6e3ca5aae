import type { OnProgress, Progress } from '@thaw/core';

/** Of less nothing is to be concluded. */
const leastMs = 1000;

/** Says of each piece of work that is measured in bytes or images how long the rest of it takes at its pace so far. */
export function withTimeLeft(show: OnProgress, clockMs: () => number): OnProgress {
  let first: { readonly label: string; readonly done: number; readonly ms: number } | undefined;

  function secondsLeft({ label, done, total, unit }: Progress): number | undefined {
    if ((unit !== 'bytes' && unit !== 'images') || done === undefined || total === undefined)
      return undefined;
    const ms = clockMs();
    if (first?.label !== label || done < first.done) first = { label, done, ms };
    const elapsedMs = ms - first.ms;
    if (elapsedMs < leastMs || done === first.done || done === total) return undefined;
    return ((total - done) / (done - first.done)) * (elapsedMs / 1000);
  }

  return (progress) => {
    const left = secondsLeft(progress);
    show({ ...progress, ...(left !== undefined && { secondsLeft: Math.round(left) }) });
  };
}
