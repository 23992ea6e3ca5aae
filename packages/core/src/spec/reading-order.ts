import type { Problem } from '../errors/problem.js';

/** Problems of the file from top to bottom, then those of overrides in order. */
export function inReadingOrder(problems: readonly Problem[], file: string): readonly Problem[] {
  const order = ({ position }: Problem) => [
    position?.file === file ? 0 : 1,
    position?.line ?? 0,
    position?.column ?? 0,
  ];
  return problems.toSorted((a, b) => {
    const [first, second] = [order(a), order(b)];
    const difference = first.findIndex((value, index) => value !== second[index]);
    return difference < 0 ? 0 : first[difference]! - second[difference]!;
  });
}
