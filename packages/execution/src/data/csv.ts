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

const cellPattern = /([ \t]*)(?:"([^"]*(?:""[^"]*)*)"[ \t]*|([^", \t\r\n][^,\r\n]*|))(,|\r\n|\n|\r|$)/y;

/**
 * RFC 4180, with any line ending, space around cells ignored, and rows without a value passed over. It is read here,
 * and not by a library, because a message about a row has to say where each of its cells is.
 */
export function parseCsv(text: string): Cell[][] {
  const rows: Cell[][] = [];
  let row: Cell[] = [];
  for (let offset = 0; offset <= text.length;) {
    cellPattern.lastIndex = offset;
    const match = cellPattern.exec(text);
    if (!match) throw new CsvSyntaxError(offset);
    const [whole, space, quoted, plain, delimiter] = match as unknown as [
      string,
      string,
      string?,
      string?,
      string?,
    ];
    const value = quoted === undefined ? plain!.trimEnd() : quoted.replaceAll('""', '"');
    const start = offset + space.length;
    row.push({ value, start, end: quoted === undefined ? start + value.length : start + quoted.length + 2 });
    offset += whole.length;
    if (delimiter === ',') continue;
    if (row.some((cell) => cell.value !== '')) rows.push(row);
    row = [];
    if (delimiter === '') break;
  }
  return rows;
}

/** A row of CSV, with quotes where a cell needs them. */
export const formatCsvRow = (cells: readonly string[]): string =>
  `${cells.map((cell) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
