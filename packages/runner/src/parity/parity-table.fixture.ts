import { readFileSync, writeFileSync } from 'node:fs';

/** A table of a page that a campaign fills in. */
export interface Table {
  /** From the root of the project. */
  readonly page: string;
  /** The line that the table comes next after. */
  readonly heading: string;
  /** What rows begin with, in their order. */
  readonly order: readonly string[];
}

/** Puts a row into a table, in place of one of an earlier run. */
export function writeRow({ page, heading, order }: Table, name: string, cells: readonly string[]): void {
  const file = new URL(`../../../../${page}`, import.meta.url);
  const [before, after] = readFileSync(file, 'utf8').split(`${heading}\n`) as [string, string];
  const lines = after.split('\n');
  const start = lines.findIndex((line) => line.startsWith('| ---')) + 1;
  const count = lines.slice(start).findIndex((line) => !line.startsWith('|'));
  const written = lines.slice(start, start + count);
  const rows = new Map(written.map((line) => [line.split('|')[1]!.trim(), line]));
  rows.set(name, `| ${[name, ...cells].join(' | ')} |`);
  const ordered = order.flatMap((one) => rows.get(one) ?? []);
  const table = lines.toSpliced(start, count, ...ordered).join('\n');
  writeFileSync(file, [before, `${heading}\n`, table].join(''));
}
