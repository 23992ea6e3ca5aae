import { visible } from '@thaw/core';
import { textTable } from './text-table.js';

export interface Fit {
  /** Characters in a line; no limit where it is not known. */
  readonly width: number | undefined;
  /** Columns that may be left out where there is no room, the first of them first. */
  readonly dispensable?: readonly number[];
  /** Columns to align right, where not those of numbers. */
  readonly alignRight?: readonly number[];
}

/** So much of a text is left of it at least. */
const shortest = 12;
const gap = 2;

/**
 * A table in which no line is longer than the terminal, where that is possible: the longest texts are cut short, then
 * columns are left out, and a line below says which. Numbers and ids are never cut. Names may be from anywhere.
 */
export function fitTable(
  header: readonly string[],
  content: readonly (readonly string[])[],
  { width = Infinity, dispensable = [], alignRight }: Fit,
): string {
  const rows = content.map((row) => row.map(visible));
  const leftOut: number[] = [];
  const shown = () => [...header.keys()].filter((column) => !leftOut.includes(column));
  const pick = (cells: readonly string[]) => shown().map((column) => cells[column]!);
  const room = (titles: readonly string[]) => width - gap * (titles.length - 1);
  for (const column of dispensable) {
    if (least(pick(header), rows.map(pick)) <= room(pick(header))) break;
    if (shown().length > 1) leftOut.push(column);
  }
  const [titles, cells] = [pick(header), rows.map(pick)];
  const widths = shrunk(widthsOf(titles, cells), flexible(titles, cells), room(titles));
  const table = textTable(
    titles,
    cells.map((row) => row.map((cell, column) => cut(cell, widths[column]!))),
    alignRight && [...shown().keys()].filter((place) => alignRight.includes(shown()[place]!)),
  );
  if (leftOut.length === 0) return table;
  const names = leftOut.toSorted((a, b) => a - b).map((column) => header[column]!);
  return `${table}\n(no room for: ${names.join(', ')})`;
}

const widthsOf = (titles: readonly string[], rows: readonly (readonly string[])[]): readonly number[] =>
  titles.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));

/** To what width each column may be cut: texts of several words or settings, not what is one word. */
const flexible = (titles: readonly string[], rows: readonly (readonly string[])[]): readonly number[] =>
  widthsOf(titles, rows).map((full, column) => {
    const isText = rows.some((row) => /[ =:,]/.test(row[column]!) && /\p{L}/u.test(row[column]!));
    return isText ? Math.min(full, Math.max(shortest, titles[column]!.length)) : full;
  });

const least = (titles: readonly string[], rows: readonly (readonly string[])[]): number =>
  sum(flexible(titles, rows));

/** Takes from the widest column, again and again, until the line fits or nothing can be taken. */
function shrunk(full: readonly number[], smallest: readonly number[], room: number): readonly number[] {
  const widths = [...full];
  while (sum(widths) > room) {
    const slack = widths.map((each, column) => (each > smallest[column]! ? each : 0));
    const widest = Math.max(...slack);
    if (widest === 0) break;
    widths[slack.indexOf(widest)]!--;
  }
  return widths;
}

const cut = (text: string, width: number): string => {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join('')}…`;
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** Of a terminal; undefined for files and pipes, which have room. */
export const widthOf = (stream: NodeJS.WritableStream): number | undefined =>
  (stream as { readonly columns?: number }).columns;
