import type { RankedGroup } from './rank-runs.js';

/** How far a group has come that has so many runs: `5` once all have finished, before that `2 of 5`, or `2 of 5, stopped`. */
export const howFar = (finished: number, size: number, status: RankedGroup<unknown>['status']): string =>
  finished === size
    ? String(size)
    : `${finished} of ${size}${['finished', 'running'].includes(status) ? '' : `, ${status}`}`;
