import { formatCsvRow } from './csv.js';
import { splitNames, type DatasetIndex } from './dataset-index.js';
import type { Split } from './split-dataset.js';

/** A manifest that says of every image in which split it is, so that no share or seed has a say any more. */
export function divisionManifest(
  { classes, images }: Pick<DatasetIndex, 'classes' | 'images'>,
  split: Split,
): string {
  const rows = images.map(({ path, label, group }) => [path, classes[label]!, '', group ?? '']);
  for (const name of splitNames) for (const image of split[name]) rows[image]![2] = name;
  return [['path', 'label', 'split', 'group'], ...rows].map(formatCsvRow).join('');
}
