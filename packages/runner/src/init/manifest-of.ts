import { formatCsvRow, type DatasetIndex } from '@thaw/execution/data';

/** A manifest of the images of an index, with the columns that it has something to say in. */
export function manifestOf({ images, classes }: Pick<DatasetIndex, 'images' | 'classes'>): string {
  const hasSplit = images.some(({ split }) => split !== undefined);
  const hasGroup = images.some(({ group }) => group !== undefined);
  const row = (path: string, label: string, split: string, group: string) => [
    ...[path, label],
    ...(hasSplit ? [split] : []),
    ...(hasGroup ? [group] : []),
  ];
  const rows = images.map(({ path, label, split, group }) =>
    row(path, classes[label]!, split ?? '', group ?? ''),
  );
  return [row('path', 'label', 'split', 'group'), ...rows].map(formatCsvRow).join('');
}
