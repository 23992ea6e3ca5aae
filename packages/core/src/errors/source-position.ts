import type { SourcePosition } from './problem.js';
import { holdsSecret } from './secrets.js';

/** The place of `text[start … end)`, which ends with its line at the latest. Lines count from `firstLine`; one with a secret in it is not shown. */
export function sourcePosition(
  file: string,
  text: string,
  start: number,
  end: number,
  firstLine = 1,
): SourcePosition {
  const lineStart = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
  const rest = text.indexOf('\n', start);
  const lineEnd = rest < 0 ? text.length : rest;
  const underlined = text.slice(start, Math.min(end, lineEnd)).trimEnd();
  const excerpt = text.slice(lineStart, lineEnd).trimEnd();
  return {
    file,
    line: firstLine + linesBefore(text, lineStart),
    column: start - lineStart + 1,
    length: Math.max(1, underlined.length),
    ...(!holdsSecret(excerpt) && { excerpt }),
  };
}

function linesBefore(text: string, place: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < place; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
