import { canonicalJson, inShort, own, type Json } from '@thaw/core';
import { fitTable } from '../text/fit-table.js';
import type { Setting } from './spec-settings.js';

type Side = Pick<Setting, 'value' | 'from'>;

/** One side of a comparison, with what it is called. */
export interface Sided {
  readonly name: string;
  readonly settings: readonly Setting[];
}

/** The settings in which two sides differ, by path; null where a side has none. */
export type SettingDifferences = Readonly<
  Record<string, { readonly a: Side | null; readonly b: Side | null }>
>;

export function compareSettings(a: readonly Setting[], b: readonly Setting[]): SettingDifferences {
  const [first, second] = [byPath(a), byPath(b)];
  const paths = new Set([...Object.keys(first), ...Object.keys(second)]);
  const differences = [...paths].flatMap((path) => {
    const [left, right] = [own(first, path) ?? null, own(second, path) ?? null];
    return same(left, right) ? [] : [[path, { a: left, b: right }]];
  });
  return Object.fromEntries(differences);
}

const byPath = (settings: readonly Setting[]): Readonly<Record<string, Side>> =>
  Object.fromEntries(settings.map(({ path, value, from }) => [path, { value, from }]));

const same = (a: Side | null, b: Side | null): boolean =>
  a !== null && b !== null && canonicalJson(a.value as Json) === canonicalJson(b.value as Json);

/** For a terminal. */
export function describeDifferences(
  differences: SettingDifferences,
  [a, b]: readonly [Sided, Sided],
  width?: number,
): string {
  const rows = Object.entries(differences).map(([path, sides]) => [
    path,
    ...[sides.a, sides.b].flatMap((side) => [side ? inShort(side.value as Json) : '–', side?.from ?? '']),
  ]);
  if (rows.length === 0) return `${a.name} and ${b.name} say the same.`;
  return fitTable(['setting', a.name, 'from', b.name, 'from'], rows, { width, dispensable: [2, 4] });
}
