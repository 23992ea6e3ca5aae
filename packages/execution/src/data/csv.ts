/** A cell's value, without its quotes and the space around it, and where it stands in the text. */
export interface Cell {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Where text stops being CSV, as an offset. */
export class CsvSyntaxError extends Error {
  constructor(readonly offset: number) {
    super('a quoted cell is not closed, or is followed by more text');
  }
}

const blanks = /[ \t]*/y;
const plainText = /[^,\r\n]*/y;
const delimiter = /,|\r\n|\n|\r|$/y;

/**
 * RFC 4180, with any line ending, space around cells ignored, and rows without a value passed over. It is read here,
 * and not by a library, because a message about a row has to say where each of its cells is.
 */
export function parseCsv(text: string): Cell[][] {
  const rows: Cell[][] = [];
  let row: Cell[] = [];
  for (let offset = 0; offset <= text.length;) {
    const start = endOf(blanks, text, offset)!;
    const isQuoted = text[start] === '"';
    const after = isQuoted ? endOfQuoted(text, start) : endOf(plainText, text, start);
    const next = after === undefined ? undefined : endOf(blanks, text, after)!;
    const following = next === undefined ? undefined : endOf(delimiter, text, next);
    if (following === undefined) throw new CsvSyntaxError(offset);
    const value = isQuoted
      ? text.slice(start + 1, after! - 1).replaceAll('""', '"')
      : text.slice(start, after).trimEnd();
    row.push({ value, start, end: isQuoted ? after! : start + value.length });
    offset = following;
    if (text[next!] === ',') continue;
    if (row.some((cell) => cell.value !== '')) rows.push(row);
    row = [];
    if (following === next) break;
  }
  return rows;
}

/** Where a pattern ends that begins here, if it does. */
function endOf(pattern: RegExp, text: string, offset: number): number | undefined {
  pattern.lastIndex = offset;
  const match = pattern.exec(text);
  return match ? offset + match[0].length : undefined;
}

/** Behind the quote that closes a cell. One expression for all of it would recurse for each quote in it, and run out of stack. */
function endOfQuoted(text: string, start: number): number | undefined {
  for (let quote = text.indexOf('"', start + 1); quote !== -1; quote = text.indexOf('"', quote + 2))
    if (text[quote + 1] !== '"') return quote + 1;
  return undefined;
}

/** A row of CSV, with quotes where a cell needs them. */
export const formatCsvRow = (cells: readonly string[]): string =>
  `${cells.map((cell) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
