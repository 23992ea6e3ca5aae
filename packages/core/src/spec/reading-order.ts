import type { Problem } from '../errors/problem.js';
import { overridesFile } from './overrides.js';

/** Problems of the file from top to bottom, then those of the files that it extends, then those of overrides in order. */
export function inReadingOrder(problems: readonly Problem[], file: string): readonly Problem[] {
  const found = problems.map(({ position }) => position?.file).filter((name) => name !== undefined);
  const files = [file, ...new Set(found.filter((name) => name !== file && name !== overridesFile))];
  const order = ({ position }: Problem) => [
    position && files.includes(position.file) ? files.indexOf(position.file) : files.length,
    position?.line ?? 0,
    position?.column ?? 0,
  ];
  return problems.toSorted((a, b) => {
    const [first, second] = [order(a), order(b)];
    const difference = first.findIndex((value, index) => value !== second[index]);
    return difference < 0 ? 0 : first[difference]! - second[difference]!;
  });
}
