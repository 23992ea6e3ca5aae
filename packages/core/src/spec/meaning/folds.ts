import type { Problem } from '../../errors/problem.js';
import type { Check } from './check.js';

/** Folds say which images validate, so nothing else may. */
export const foldsMakeSense: Check = ({ data }, { locate }) => {
  const { folds, fold, validation } = data?.split ?? {};
  const at = (key: string) => locate(['data', 'split', key], 'key');
  const problems: Problem[] = [];
  if (folds !== undefined && validation !== undefined)
    problems.push({
      code: 'THAW-SPEC-FOLDS',
      message: 'a share for validation beside folds',
      position: at('validation'),
      expected: `folds: ${folds} alone, by which one image in ${folds} validates, each image once`,
      found: `validation: ${validation}`,
      remedy: 'take one of them away',
    });
  if (fold !== undefined && folds === undefined)
    problems.push({
      code: 'THAW-SPEC-FOLDS',
      message: 'a fold of none',
      position: at('fold'),
      expected: 'how many there are, for example `folds: 5`',
      found: `fold: ${fold}`,
      remedy: 'say how many, or take it away',
    });
  if (fold !== undefined && folds !== undefined && fold > folds)
    problems.push({
      code: 'THAW-SPEC-FOLDS',
      message: `there is no fold ${fold}`,
      position: at('fold'),
      expected: `1 to ${folds}`,
      found: String(fold),
      remedy: 'name one of these',
    });
  return problems;
};
