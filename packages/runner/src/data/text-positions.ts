import type { SourcePosition } from '@thaw/core';

export type PositionOf = (range: { readonly start: number; readonly end: number }) => SourcePosition;

/** Turns offsets into lines and columns. */
export function positionsIn(file: string, text: string): PositionOf {
  const lineStarts = [
    0,
    ...Array.from(text.matchAll(/\r\n|\n|\r/g), (match) => match.index + match[0].length),
  ];
  return ({ start, end }) => {
    let line = 0;
    for (let last = lineStarts.length; last - line > 1;) {
      const middle = (line + last) >> 1;
      if (lineStarts[middle]! <= start) line = middle;
      else last = middle;
    }
    return { file, line: line + 1, column: start - lineStarts[line]! + 1, length: Math.max(1, end - start) };
  };
}
