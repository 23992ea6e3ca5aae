import type { Problem, SourcePosition } from '@thaw/core';

/**
 * One line of JSON on standard output, with the time in ISO 8601. Events of a sweep and errors of every command are
 * written so (docs/json.md).
 */
export const jsonEvent = ({ type, ...rest }: { readonly type: string }): string =>
  `${JSON.stringify({ type, time: new Date().toISOString(), ...rest })}\n`;

const placeOf = ({ file, line, column, extendedBy }: SourcePosition): object => ({
  ...{ file, line, column },
  ...(extendedBy && { extendedBy: extendedBy.map(placeOf) }),
});

/** A problem for programs. */
export const problemJson = ({ code, message, position, expected, found, remedy }: Problem) => ({
  ...{ code, message },
  ...(position && { place: placeOf(position) }),
  ...{ expected, found, remedy },
});

/** A problem as an event. */
export const errorEvent = (problem: Problem) => ({ type: 'error', ...problemJson(problem) });
