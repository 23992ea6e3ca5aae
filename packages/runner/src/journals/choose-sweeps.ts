import { didYouMean, ThawError, type Problem } from '@thaw/core';
import type { SweepRecord } from '@thaw/tracker/journals';
import type { JournaledSweep } from './read-store.js';

/** The sweeps of these names or ids (or how those begin), in the order of the journals; all of them if none is named. */
export function chooseSweeps(
  sweeps: readonly JournaledSweep[],
  wanted: readonly string[],
): readonly JournaledSweep[] {
  if (sweeps.length === 0) throw noSweeps();
  const unknown = unknownSweeps(
    sweeps.map(({ sweep }) => sweep),
    wanted,
  );
  if (unknown.length > 0) throw new ThawError(unknown);
  return wanted.length === 0
    ? sweeps
    : sweeps.filter(({ sweep }) => wanted.some((text) => isSweepCalled(sweep, text)));
}

type Called = Pick<SweepRecord, 'id' | 'name'>;

/** By its name, its id or how that begins. */
export const isSweepCalled = ({ id, name }: Called, text: string): boolean =>
  name === text || (text.length >= 4 && id.startsWith(text));

/** A problem for each text that no sweep is called by. */
export const unknownSweeps = (sweeps: readonly Called[], wanted: readonly string[]): readonly Problem[] =>
  wanted
    .filter((text) => !sweeps.some((sweep) => isSweepCalled(sweep, text)))
    .map((text) => unknownSweep(text, sweeps));

const noSweeps = (): ThawError =>
  new ThawError({
    code: 'THAW-COMPARE-NO-SWEEP',
    message: 'there is no sweep in this store yet',
    remedy: 'run one with `thaw sweep --spec FILE`, or name another store with --store',
  });

const unknownSweep = (text: string, sweeps: readonly Called[]): Problem => {
  const names = [...new Set(sweeps.map(({ name }) => name))];
  return {
    code: 'THAW-COMPARE-NO-SWEEP',
    message: `there is no sweep ${JSON.stringify(text)} in this store`,
    expected: `the name or id of a sweep: ${names.join(', ')}`,
    found: JSON.stringify(text),
    remedy: didYouMean(text, names) ?? 'list the sweeps with `thaw runs`',
  };
};
