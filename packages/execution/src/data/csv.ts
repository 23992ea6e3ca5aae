import { CsvError, parse, type Options } from 'csv-parse/sync';

/** A cell's value, without its quotes and the space around it, and which it is, counted from 0. */
export interface Cell {
  readonly value: string;
  readonly row: number;
  readonly column: number;
}

/** From where to where something stands in a text, in characters. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Where text stops being CSV, as an offset. */
export class CsvSyntaxError extends Error {
  constructor(readonly offset: number) {
    super('a quoted cell is not closed, or is followed by more text');
  }
}

const asWritten = {
  ...{ trim: true, relax_quotes: true, relax_column_count: true },
  record_delimiter: ['\r\n', '\n', '\r'],
} satisfies Options;

/** RFC 4180, with any line ending, space around cells ignored, and rows without a value passed over. */
export function parseCsv(text: string): Cell[][] {
  const passOver = { skip_empty_lines: true, skip_records_with_empty_values: true };
  const rows = read(text, { ...asWritten, ...passOver }) as string[][];
  return rows.map((values, row) => values.map((value, column) => ({ value, row, column })));
}

/**
 * Where the cells stand that `parseCsv` finds, quotes included; a cell that a row lacks stands at its end. The text is gone through once
 * more for it, and each row of which something is asked another time, slowly: it is for messages.
 */
export function rangesInCsv(text: string): (cell: Pick<Cell, 'row' | 'column'>) => TextRange {
  const rows = rowsOf(text);
  return ({ row, column }) => {
    const { start, raw } = rows[row]!;
    const range = rangeInRow(raw, column);
    return { start: start + range.start, end: start + range.end };
  };
}

/** The text of each row that has a value, and where it begins. */
function rowsOf(text: string): { readonly start: number; readonly raw: string }[] {
  type Row = { record: string[]; info: { bytes: number } };
  const rows = read(text, { ...asWritten, skip_empty_lines: true, info: true }) as unknown as Row[];
  const bytes = Buffer.from(text);
  let [seen, start] = [0, 0];
  return rows.flatMap(({ record, info }) => {
    const raw = bytes.toString('utf8', seen, info.bytes);
    const blank = raw.length - raw.trimStart().length;
    const row = { start: start + blank, raw: raw.slice(blank) };
    [seen, start] = [info.bytes, start + raw.length];
    return record.some((value) => value.trim() !== '') ? row : [];
  });
}

/** A cell of a row that is read no further than to there, as a row can be all there is of a large file. */
function rangeInRow(row: string, column: number): TextRange {
  const bytes = Buffer.from(row);
  const reached = new Error();
  let [seen, start, end] = [0, 0, 0];
  const take = (value: string, cell: { bytes: number; index: number }) => {
    const raw = bytes.toString('utf8', seen, cell.bytes);
    const behind = start + raw.length;
    [start, end] = [start + /^,?\s*/.exec(raw)![0].length, start + raw.trimEnd().length];
    if (cell.index === column) throw reached;
    [seen, start] = [cell.bytes, behind];
    return value;
  };
  try {
    read(row, { ...asWritten, cast: take });
  } catch (error) {
    if (error !== reached) throw error;
    return { start, end: Math.max(start, end) };
  }
  return { start: end, end };
}

function read(text: string, options: Options): unknown[] {
  try {
    return parse(text, options);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Its bytes are those up to the comma or line ending before the cell.
    const before = Buffer.from(text).toString('utf8', 0, error['bytes'] as number);
    const skipped = /^\s*,?[ \t]*/.exec(text.slice(before.length))![0];
    throw new CsvSyntaxError(before.length + skipped.length);
  }
}

/** A row of CSV, with quotes where a cell needs them. */
export const formatCsvRow = (cells: readonly string[]): string =>
  `${cells.map((cell) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
