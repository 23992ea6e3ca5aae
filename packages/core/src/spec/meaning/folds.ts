import type { Problem } from '../../errors/problem.js';
import { partCount } from '../parts.js';
import type { Check } from './check.js';

/** Folds say which images validate, so nothing else may; and what is stopped leaves its group without a rank. */
export const foldsMakeSense: Check = ({ data, repeat, sweep }, { locate }) => {
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
  if (sweep?.stop && partCount({ data, repeat }) > 1)
    problems.push({
      code: 'THAW-SPEC-FOLDS',
      message: 'a rule that stops single runs beside folds or repeats',
      position: locate(['sweep', 'stop'], 'key'),
      expected:
        'whole groups: folds differ in how hard they are, and a group of which a run is stopped has no rank',
      found: `sweep.stop, and ${partCount({ data, repeat })} runs a configuration`,
      remedy: 'take stop away, or search with one split first and repeat what is best of it',
    });
  return problems;
};
