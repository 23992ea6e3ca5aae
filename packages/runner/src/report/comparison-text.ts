import { inShort, metricText, type Json } from '@thaw/core';
import { fitTable } from '../text/fit-table.js';

interface Compared {
  readonly a: string;
  readonly b: string;
  readonly parameters: readonly { readonly path: string; readonly a?: Json; readonly b?: Json }[];
}

/** Settings that are not the same in two runs or groups, which are called by `what`. */
export function settingsText({ a, b, parameters }: Compared, what: string, width?: number): string {
  const value = (each: Json | undefined) => (each === undefined ? '–' : inShort(each));
  const rows = parameters.map((parameter) => [parameter.path, value(parameter.a), value(parameter.b)]);
  return rows.length > 0
    ? fitTable(['parameter', a, b], rows, { width })
    : `The ${what} have the same parameters.`;
}

export const signed = (value: number): string => (value > 0 ? '+' : '') + metricText(value);
