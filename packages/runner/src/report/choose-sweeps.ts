import { didYouMean, ThawError } from '@thaw/core';
import type { JournaledSweep } from './read-store.js';

/** The sweeps of these names or ids (or how those begin), in the order of the journals; all of them if none is named. */
export function chooseSweeps(
  sweeps: readonly JournaledSweep[],
  wanted: readonly string[],
): readonly JournaledSweep[] {
  if (sweeps.length === 0) throw noSweeps();
  const isWanted = ({ sweep }: JournaledSweep, text: string) =>
    sweep.name === text || (text.length >= 4 && sweep.id.startsWith(text));
  const unknown = wanted.filter((text) => !sweeps.some((each) => isWanted(each, text)));
  if (unknown.length > 0) throw new ThawError(unknown.map((text) => unknownSweep(text, sweeps)));
  return wanted.length === 0 ? sweeps : sweeps.filter((each) => wanted.some((text) => isWanted(each, text)));
}

const noSweeps = (): ThawError =>
  new ThawError({
    code: 'THAW-COMPARE-NO-SWEEP',
    message: 'there is no sweep in this store yet',
    remedy: 'run one with `thaw sweep --spec FILE`, or name another store with --store',
  });

const unknownSweep = (text: string, sweeps: readonly JournaledSweep[]) => {
  const names = [...new Set(sweeps.map(({ sweep }) => sweep.name))];
  return {
    code: 'THAW-COMPARE-NO-SWEEP',
    message: `there is no sweep ${JSON.stringify(text)} in this store`,
    expected: `the name or id of a sweep: ${names.join(', ')}`,
    found: JSON.stringify(text),
    remedy: didYouMean(text, names) ?? 'list the sweeps with `thaw runs`',
  };
};
