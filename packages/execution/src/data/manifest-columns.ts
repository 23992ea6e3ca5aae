import { didYouMean, listing, type Problem } from '@thaw/core';
import type { PositionOfCell } from './csv-positions.js';
import type { Cell } from './csv.js';

/** The place of each column in a row. Other columns are ignored. */
export interface Columns {
  readonly path: number;
  readonly label?: number;
  readonly split?: number;
  readonly group?: number;
}
export type ColumnName = keyof Columns;

/** What these columns are called in other tools' tables. */
const otherNames = {
  path: ['file', 'filename', 'file_name', 'filepath', 'image', 'img'],
  label: ['class', 'category', 'target', 'species'],
};
const columnNames = ['path', 'label', 'split', 'group'] as const satisfies ColumnName[];

/** Columns by name; none with a problem for each that is missing, is there twice, or seems to be meant by another name. */
export function findColumns(
  file: string,
  header: readonly Cell[],
  positionOf: PositionOfCell,
  needed: readonly ColumnName[],
): { readonly columns?: Columns; readonly problems: readonly Problem[] } {
  const at = (name: ColumnName) => header.findIndex((cell) => cell.value === name);
  const others = header.filter(({ value }) => !(columnNames as readonly string[]).includes(value));
  const optionalNames = columnNames.filter((name) => !needed.includes(name));
  const problems: Problem[] = [];

  for (const name of ['path', 'label'] as const) {
    if (at(name) !== -1 || !needed.includes(name)) continue;
    const meant = others.find(
      ({ value }) => isMeant(value, name) || otherNames[name].includes(value.toLowerCase()),
    );
    problems.push({
      code: 'THAW-DATA-MANIFEST-COLUMN',
      message: `the manifest has no column \`${name}\``,
      position: header.length > 0 ? positionOf(meant ?? header[0]!) : { file, line: 1, column: 1, length: 1 },
      expected: `a first row with the columns ${needed.join(', ')} and optionally ${listing(optionalNames, 'and')}, divided by commas`,
      found: header.map(({ value }) => value).join(', ') || 'an empty file',
      ...(meant && { remedy: `rename \`${meant.value}\` to \`${name}\`` }),
    });
  }
  // An optional column under a slightly wrong name would be ignored, and groups would leak between splits unnoticed.
  for (const name of optionalNames) {
    const meant = at(name) === -1 ? others.find(({ value }) => isMeant(value, name)) : undefined;
    if (!meant) continue;
    problems.push({
      code: 'THAW-DATA-MANIFEST-COLUMN',
      message: `the column \`${meant.value}\` is not known, but much like \`${name}\``,
      position: positionOf(meant),
      remedy: `rename it to \`${name}\`, or to something quite different if it means something else`,
    });
  }
  for (const name of columnNames) {
    const [first, ...others] = header.filter(({ value }) => value === name);
    for (const other of others) {
      const { line, column } = positionOf(first!);
      problems.push({
        code: 'THAW-DATA-MANIFEST-COLUMN',
        message: `the manifest has the column \`${name}\` twice`,
        position: positionOf(other),
        expected: `one column \`${name}\`, as at ${file}:${line}:${column}`,
        found: header.map(({ value }) => value).join(', '),
        remedy: 'take away or rename the one that does not count',
      });
    }
  }
  if (problems.length > 0) return { problems };

  const optional = (name: Exclude<ColumnName, 'path'>) => (at(name) === -1 ? {} : { [name]: at(name) });
  return {
    columns: { path: at('path'), ...optional('label'), ...optional('split'), ...optional('group') },
    problems,
  };
}

const isMeant = (word: string, name: ColumnName): boolean => didYouMean(word, [name]) !== undefined;
