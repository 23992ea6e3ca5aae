import { ThawError, type ListedImage, type Problem, type SourcePosition, type SplitName } from '@thaw/core';
import { readFile, stat } from 'node:fs/promises';
import { className, groupName } from './class-names.js';
import { positionsOfCells, type PositionOfCell } from './csv-positions.js';
import { CsvSyntaxError, parseCsv, type Cell } from './csv.js';
import type { DataSourceKind } from './data-source-kind.js';
import { splitNames } from './dataset-index.js';
import { FileSource, type FileListing } from './file-source.js';
import { imageExtensions, isImageFile } from './image-files.js';
import { findColumns, type ColumnName, type Columns } from './manifest-columns.js';
import { spellingsOnDisk } from './manifest-paths.js';
import { positionsIn } from './text-positions.js';

/** A CSV file in UTF-8 with the columns path (from `root`, or absolute), label and optionally split and group. */
export const manifest: DataSourceKind = {
  isMeant: (place) => place.manifest !== undefined,
  open: ({ root, manifest: file }, digests) => new FileSource(root, () => readManifest(file!, root), digests),
};

/** `needed`: columns that it has to have; a label that is not there is empty. */
export async function readManifest(
  file: string,
  root: string,
  needed: readonly ColumnName[] = ['path', 'label'],
): Promise<FileListing> {
  const text = await readText(file);
  const [header, ...rows] = parse(file, text);
  const positionOf = positionsOfCells(file, text);
  const { columns, problems } = findColumns(file, header ?? [], positionOf, needed);
  if (!columns) throw new ThawError(problems);

  const written = rows.flatMap((row) => row[columns.path]?.value ?? []);
  const spellings = await spellingsOnDisk(root, written);
  const reader = new RowReader(spellings, columns, header!.length, positionOf);
  for (const row of rows) reader.read(row);
  const { images } = reader;
  return {
    images,
    classes: [...new Set(images.map(({ label }) => label))].sort(),
    problems: reader.problems,
    warnings: [],
    positionOf: (index, what = 'path') => positionOf(reader.cells[index]![what]!),
  };
}

/** More characters than a string of JavaScript has. */
const largestManifest = 2 ** 29 - 25;

async function readText(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  if (found && (!found.isFile() || found.size > largestManifest))
    throw new ThawError({
      code: 'THAW-DATA-NO-MANIFEST',
      message: found.isFile() ? `the manifest ${file} is too large` : `${file} is no file`,
      expected: `a CSV file of at most ${largestManifest} bytes`,
      found: found.isFile() ? `${found.size} bytes` : 'a folder, a pipe or a device',
      remedy: 'correct `data.manifest`, or divide the dataset',
    });
  const bytes = await readFile(file).catch(() => {
    throw new ThawError({
      code: 'THAW-DATA-NO-MANIFEST',
      message: `there is no manifest at ${file}`,
      expected: 'a CSV file with the columns path and label',
      remedy: 'correct `data.manifest`; it is relative to the spec’s file',
    });
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ThawError({
      code: 'THAW-DATA-MANIFEST-ENCODING',
      message: `${file} is not UTF-8`,
      expected: 'text in UTF-8',
      remedy: 'save it as “CSV UTF-8”',
    });
  }
}

function parse(file: string, text: string): Cell[][] {
  try {
    return parseCsv(text);
  } catch (error) {
    if (!(error instanceof CsvSyntaxError)) throw error;
    throw new ThawError({
      code: 'THAW-DATA-MANIFEST-SYNTAX',
      message: error.message,
      position: positionsIn(file, text)({ start: error.offset, end: error.offset + 1 }),
      expected: '"a cell in quotes", with a quote inside it written twice',
    });
  }
}

/** Turns rows into images and collects everything that is wrong with them. */
class RowReader {
  readonly images: ListedImage[] = [];
  /** The cells that say it of each file. */
  readonly cells: { readonly path: Cell; readonly label: Cell; readonly split?: Cell | undefined }[] = [];
  readonly problems: Problem[] = [];
  readonly #cellOfPath = new Map<string, Cell>();

  constructor(
    private readonly pathOf: (written: string) => string,
    private readonly columns: Columns,
    private readonly width: number,
    private readonly positionOf: PositionOfCell,
  ) {}

  read(row: readonly Cell[]): void {
    const before = this.problems.length;
    const cellOf = (column: number | undefined) => (column === undefined ? undefined : row[column]);
    const end = { value: '', row: row[0]!.row, column: row.length };
    const surplus = row[this.width];
    if (surplus) this.#report(surplus, surplusCell);

    const path = cellOf(this.columns.path) ?? end;
    const label = cellOf(this.columns.label) ?? end;
    const isLabelled = this.columns.label !== undefined;
    const splitCell = cellOf(this.columns.split);
    const file = this.#path(path);
    if (isLabelled && label.value === '') this.#report(label, noLabel);
    const split = this.#split(splitCell);
    const group = groupName(cellOf(this.columns.group)?.value ?? '');

    if (this.problems.length > before) return;
    this.images.push({
      path: file,
      label: className(label.value),
      ...(split && { split }),
      ...(group !== '' && { group }),
    });
    this.cells.push({ path, label, split: splitCell });
  }

  #path(cell: Cell): string {
    const path = this.pathOf(cell.value);
    const first = this.#cellOfPath.get(path);
    if (cell.value === '') this.#report(cell, noPath);
    else if (!isImageFile(path)) this.#report(cell, notAnImage);
    else if (first) this.#report(cell, duplicate(this.positionOf(first)));
    else this.#cellOfPath.set(path, cell);
    return path;
  }

  #split(cell: Cell | undefined): SplitName | undefined {
    if (!cell || cell.value === '') return undefined;
    if ((splitNames as readonly string[]).includes(cell.value)) return cell.value as SplitName;
    this.#report(cell, unknownSplit(cell.value));
    return undefined;
  }

  #report(cell: Cell, problem: Omit<Problem, 'position'>): void {
    this.problems.push({
      found: cell.value === '' ? 'nothing' : cell.value,
      ...problem,
      position: this.positionOf(cell),
    });
  }
}

const noPath = {
  code: 'THAW-DATA-MANIFEST-PATH',
  message: 'a row has no path',
  expected: 'the path of an image',
};
const noLabel = {
  code: 'THAW-DATA-MANIFEST-LABEL',
  message: 'a row has no label',
  expected: 'the name of a class',
};
const notAnImage = {
  code: 'THAW-DATA-MANIFEST-PATH',
  message: 'a path does not name an image',
  expected: `a file that ends in ${imageExtensions.join(' ')}`,
};
const surplusCell = {
  code: 'THAW-DATA-MANIFEST-CELLS',
  message: 'a row has more cells than the header',
  remedy: 'put a cell that holds a comma into quotes',
};
const duplicate = (first: SourcePosition) => ({
  code: 'THAW-DATA-MANIFEST-DUPLICATE',
  message: 'an image is listed twice',
  expected: 'each image once',
  remedy: `remove this row or line ${first.line}`,
});
const unknownSplit = (value: string) => ({
  code: 'THAW-DATA-MANIFEST-SPLIT',
  message: 'a row names an unknown split',
  expected: `${splitNames.join(', ')}, or nothing to have it drawn`,
  ...suggestSplit(value),
});
function suggestSplit(value: string): { remedy?: string } {
  const meant = splitNames.find((name) => name.startsWith(value.toLowerCase().slice(0, 2)));
  return meant ? { remedy: `write ${meant}` } : {};
}
