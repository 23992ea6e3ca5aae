/**
 * Columns padded to their widest cell, two spaces apart. Columns of numbers are right-aligned, or else those that
 * `alignRight` names by their position.
 */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  alignRight: readonly number[] = numericColumns(header, rows),
): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        alignRight.includes(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd();
  return [header, ...rows].map(line).join('\n');
}

const numericColumns = (header: readonly string[], rows: readonly (readonly string[])[]): number[] =>
  [...header.keys()].filter((column) =>
    rows.every((row) => /^(-?[\d.]+(e[+-]?\d+)?|–)?$/.test(row[column]!)),
  );
