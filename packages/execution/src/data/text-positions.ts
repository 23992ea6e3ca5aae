import { sourcePosition, type SourcePosition } from '@thaw/core';

export type PositionOf = (range: { readonly start: number; readonly end: number }) => SourcePosition;

/** Positions for many ranges of a long text, without going through all of it for each. */
export function positionsIn(file: string, text: string): PositionOf {
  const lineStarts = [
    0,
    ...Array.from(text.matchAll(/\r\n|\n|\r/g), (match) => match.index + match[0].length),
  ];
  return ({ start, end }) => {
    let line = 0;
    for (let next = lineStarts.length; next - line > 1;) {
      const middle = (line + next) >> 1;
      if (lineStarts[middle]! <= start) line = middle;
      else next = middle;
    }
    const lineStart = lineStarts[line]!;
    const content = text.slice(lineStart, lineStarts[line + 1]);
    return sourcePosition(file, content, start - lineStart, end - lineStart, line + 1);
  };
}
