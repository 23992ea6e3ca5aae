import type { Option } from '../cli/option.js';

/** Rows of a table, where nobody says how many: as other command lines have it, about a screen. */
const usualRows = 30;

/** How many rows a table for people has. JSON has all, unless it is told otherwise. */
export const limitOption = (description: string) =>
  ({
    kind: 'integer',
    placeholder: 'N',
    minimum: 0,
    description: `${description} (default: ${usualRows}; 0 shows all)`,
  }) as const satisfies Option;

/** What was given as a number of rows; `usual` where nothing was. */
export const rowsWithin = (limit: number | undefined, usual = usualRows): number =>
  limit === 0 ? Infinity : (limit ?? usual);

/** Below a table that has not all of its rows: `30 of 1,000 runs; --limit 0 shows all`. `which`: that it has. */
export const restLines = (shown: number, all: number, noun: string, which = ''): readonly string[] =>
  shown < all
    ? [`${shown.toLocaleString('en')} of ${all.toLocaleString('en')} ${noun}${which}; --limit 0 shows all`]
    : [];
