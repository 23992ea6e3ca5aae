import { writeOutput } from '../../files/write-output.js';
import { formatCsvRow } from '../csv.js';

/** The table beside an `.npy` file: a header and one path for each row of the array, in the same order. */
export const writePaths = (file: string, paths: readonly string[]): Promise<void> =>
  writeOutput(file, [['path'], ...paths.map((path) => [path])].map(formatCsvRow).join(''));
